create table t (a bigint, b text, c int);
create table u (x t, y t[]);
create function f(x t) returns int language sql as 'select 1';
