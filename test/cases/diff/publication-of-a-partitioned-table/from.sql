-- since 13
create table p (a int, k int) partition by range (k);
create table p1 partition of p for values from (0) to (1);
create publication pb for table p;
