create type c as (a int, b text);
create table t (id int, x c, y c[]);
create function f(x c) returns c language sql as 'select $1';
create view v as select (x).a, (x).b from t;
create index on t (((x).a));
