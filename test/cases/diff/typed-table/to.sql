create type c as (a bigint, b text, d int);
create table t of c (primary key (a));
create view v as select a, b from t;
