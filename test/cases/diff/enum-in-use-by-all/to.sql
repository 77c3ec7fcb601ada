create type e as enum ('z', 'a', 'm', 'b', 'c');
create table t (a e default 'c', b e[] default '{z}', check (a <> 'm'));
create index on t (a) where a = 'c';
create view v as select * from t where a = 'z';
