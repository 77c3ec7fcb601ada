create table p (k int, a bigint, b varchar(10) default 'z', g bigint generated always as (a + 2) stored, n numeric not null default 0) partition by range (k);
create table p1 partition of p for values from (0) to (10);
alter table p1 alter b set default 'y';
create index on p (a);
create index on p1 (b);
create index on p (n);
