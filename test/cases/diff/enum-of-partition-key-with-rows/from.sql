create type e as enum ('a','b','c');
create table p (k e not null, id int) partition by list (k);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b') partition by range (id);
create table p21 partition of p2 for values from (0) to (9);
create table pd partition of p default;
