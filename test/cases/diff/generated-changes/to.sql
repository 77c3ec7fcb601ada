create table t (a int, b int, c int generated always as (a * 3) stored, d int generated always as (a + 2) stored);
create view v as select b, d from t;
create index on t (d);
