create table p (k int, a int, b text default 'x', g int generated always as (a + 1) stored) partition by range (k);
create table p1 partition of p for values from (0) to (10);
alter table p1 alter b set default 'y';
create index on p (a);
create index on p1 (b);
