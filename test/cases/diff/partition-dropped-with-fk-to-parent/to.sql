create table p (k int primary key) partition by range (k);
create table p1 partition of p for values from (0) to (10);
create table r (k int references p);
