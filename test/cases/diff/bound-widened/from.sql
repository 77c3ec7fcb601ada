create table p (k int primary key, v text) partition by range (k);
create table p1 partition of p for values from (0) to (10);
create index on p (v);
