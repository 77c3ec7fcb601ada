create function f(x int, b int) returns int language sql as 'select 1';
create function f(a text) returns int language sql as 'select 1';
create procedure p(a int, inout b int default 2) language sql as 'select 1';
create function g(int) returns table (x int, z text) language sql as $$select 1, 'a'$$;
create function h(int[]) returns int language sql as 'select 1';
revoke execute on function f(text) from public;
comment on function f(text) is 'y';
