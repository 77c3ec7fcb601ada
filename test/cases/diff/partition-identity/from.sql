-- since 17
create table p (id int generated always as identity, k int) partition by range (k);
create table p1 partition of p for values from (0) to (10);
