create extension hstore;
create table t (id int, a text, b hstore);
create index on t (a);
create view v as select a from t;
