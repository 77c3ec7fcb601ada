create type c as (a int, b text);
create table t of c (primary key (a));
create view v as select a, b from t;
