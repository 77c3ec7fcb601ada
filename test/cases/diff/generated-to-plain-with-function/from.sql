create function calc(a int) returns int language sql immutable as 'select a * 2';
create table uses (a int, g int generated always as (calc(a)) stored);
