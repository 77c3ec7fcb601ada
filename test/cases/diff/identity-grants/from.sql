create table t (a int generated always as identity, b int generated always as identity);
grant usage on all sequences in schema public to public;
