create function f(a int) returns bigint language sql immutable as 'select a + 1::bigint';
create table t (a int default f(1), b int generated always as (f(a)) stored, check (f(a) > 0));
create index on t (f(a));
create policy p on t using (f(a) > 0);
create view v as select f(a) from t;
create materialized view mv as select f(a) as x from t;
create index on mv (x);
