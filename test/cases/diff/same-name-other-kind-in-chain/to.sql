create table x (a int);
create type y as (a int);
create view z as select 1 as a;
