create function f(int) returns int language sql as 'select 1';
create procedure p(int) language sql as 'select 1';
