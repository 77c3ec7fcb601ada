create extension if not exists btree_gist;
create table a (id int primary key, span int4range, v int, constraint spans unique (v, span without overlaps));
create table b (a int constraint f references a not enforced, v int constraint c check (v > 0) not enforced, span int4range, constraint within foreign key (v, period span) references a (v, period span));
create table m (id int) partition by range (id);
create table m1 partition of m for values from (1) to (9);
alter table m add constraint loose foreign key (id) references a not valid;
