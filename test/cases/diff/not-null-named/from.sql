-- since 18
create table t (a int not null, b int constraint b_there not null, c int, d int);
create table m (a int not null) partition by range (a);
create table m1 partition of m for values from (1) to (9);
