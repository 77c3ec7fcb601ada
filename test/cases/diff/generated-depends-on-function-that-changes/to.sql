create function f(int) returns int language sql immutable as 'select $1 + 2';
create table t (a int, b int generated always as (f(a)) stored, check (f(a) > 0));
create index on t (f(a));
