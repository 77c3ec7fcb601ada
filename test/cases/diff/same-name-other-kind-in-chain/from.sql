create type x as enum ('a');
create table y (a x);
create sequence z;
