create type spot as (x int, y int);
create type lonely as (a text, b text);
create type gone as (a text);
comment on column spot.x is 'across';
comment on type spot is 'a place';
create table places (id int, at spot);
insert into places values (1, (1, 2)), (2, null);
create function far(p spot) returns int language sql as 'select 1';
