create domain d as int constraint pos check (value > 0);
create table t (id int primary key, a d[], b d, g int generated always as (cardinality(a)) stored, check (cardinality(a) < 5));
create index on t using gin (a);
create index on t (b);
create policy p on t using (a is not null);
