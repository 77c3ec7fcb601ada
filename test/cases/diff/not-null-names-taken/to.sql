create table t (a int not null, b int);
create table "A" (x int);
alter table "A" add constraint t_a_not_null not null x;
create table was (k int not null);
alter table was rename to now;
create table was (k int not null, l int);
