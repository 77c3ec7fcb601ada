create function f(a int, b int default 1) returns int language sql as 'select 1';
create function f(a text) returns text language sql as 'select a';
create procedure p(a int) language sql as 'select 1';
create function g(int) returns table (x int, y text) language sql as $$select 1, 'a'$$;
create function h(variadic int[]) returns int language sql as 'select 1';
grant execute on function f(text) to public;
comment on function f(text) is 'x';
