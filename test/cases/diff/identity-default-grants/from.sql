alter default privileges in schema public grant usage on sequences to public;
create table t (a serial, b int generated always as identity);
