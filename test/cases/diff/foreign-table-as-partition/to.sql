create foreign data wrapper w;
create server s foreign data wrapper w;
create table p (a int, k int, n text) partition by range (k);
create foreign table f (a int, k int, n text) server s;
create foreign table g partition of p for values from (0) to (1) server s;
