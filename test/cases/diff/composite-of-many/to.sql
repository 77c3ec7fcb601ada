create type e as enum ('a');
create domain d as e default 'a';
create domain dd as d not null;
create type c as (x e, y dd, z e[], n int);
create table t (a c, b dd, w c[]);
create function f(c) returns dd language sql as 'select ($1).y';
