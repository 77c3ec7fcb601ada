create table p (k int, j int) partition by range (k);
create table p1 (k int, j int) partition by list (j);
create table p1d (k int, j int);
create table p11 partition of p1 for values in (1);
create index i on p (j);
