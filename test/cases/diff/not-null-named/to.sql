create table t (a int constraint a_there not null, b int not null, c int constraint c_there not null no inherit, d int);
alter table t add constraint d_there not null d not valid;
create table m (a int constraint there not null) partition by range (a);
create table m1 partition of m for values from (1) to (9);
create table n (x int constraint odd not null, y int constraint alone not null no inherit);
