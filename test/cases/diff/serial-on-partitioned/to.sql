create table p (id serial, k bigint) partition by range (k);
create table p1 partition of p for values from (0) to (10);
