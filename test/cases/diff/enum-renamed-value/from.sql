create type e as enum ('a', 'b');
create table t (a e default 'a');
create view v as select a from t where a = 'a';
