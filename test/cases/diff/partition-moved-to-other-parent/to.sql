create table a (k int) partition by range (k);
create table b (k int) partition by range (k);
create table x partition of b for values from (0) to (10);
