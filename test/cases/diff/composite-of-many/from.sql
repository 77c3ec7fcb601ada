create type e as enum ('a', 'b');
create domain d as e default 'a';
create domain dd as d check (value::text <> 'b');
create type c as (x e, y dd, z e[]);
create table t (a c, b dd, w c[]);
create function f(c) returns dd language sql as 'select ($1).y';
