-- since 18
create table a (id int primary key, span int4range, v int);
create table b (a int constraint f references a, v int constraint c check (v > 0));
create table m (id int) partition by range (id);
create table m1 partition of m for values from (1) to (9);
