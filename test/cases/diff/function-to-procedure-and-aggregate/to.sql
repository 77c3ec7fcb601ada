create procedure f(int) language sql as 'select 1';
create function p(int) returns int language sql as 'select 1';
