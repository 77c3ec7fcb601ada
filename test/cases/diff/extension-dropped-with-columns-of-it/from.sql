create extension citext;
create extension hstore;
create table t (id int, a citext, b hstore);
create index on t (a);
create function f(citext) returns hstore language sql as $$select ''::public.hstore$$;
create view v as select a from t;
