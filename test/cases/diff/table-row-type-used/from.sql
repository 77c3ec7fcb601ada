create table t (a int, b text);
create table u (x t, y t[]);
create function f(x t) returns int language sql as 'select 1';
