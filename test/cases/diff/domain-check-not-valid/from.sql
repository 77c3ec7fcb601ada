create domain d as int;
create table t (id int primary key, a d[]);
create function f(x d) returns d language sql as 'select $1';
create view v as select a, f(id) from t;
