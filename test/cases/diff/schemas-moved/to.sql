create schema b;
create table b.t (id serial primary key, b int);
create view b.v as select * from b.t;
create type b.e as enum ('x');
create function b.f() returns int language sql as 'select 1';
comment on schema b is 'x';
