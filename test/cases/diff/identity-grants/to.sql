create table t (a int generated always as identity, b int generated always as identity);
grant select on sequence t_b_seq to public;
comment on sequence t_a_seq is 'x';
create table u (a int generated always as identity);
grant all on sequence u_a_seq to public;
