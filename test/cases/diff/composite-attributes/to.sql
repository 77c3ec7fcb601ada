create type spot as (y bigint, x int, z text collate "C");
create type lonely as (a int, c text);
comment on column spot.x is 'over';
comment on type spot is 'a place';
create table places (id int, at spot);
create function far(p spot) returns int language sql as 'select 1';
