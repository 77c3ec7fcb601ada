create schema a;
create table a.t (id serial primary key, b int);
create view a.v as select * from a.t;
create type a.e as enum ('x');
create function a.f() returns int language sql as 'select 1';
