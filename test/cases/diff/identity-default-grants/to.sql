alter default privileges in schema public grant usage on sequences to public;
create table t (a int generated always as identity, b serial);
revoke all on sequence t_a_seq from public;
