create type e as enum ('x', 'b');
create table t (a e default 'x');
create view v as select a from t where a = 'x';
