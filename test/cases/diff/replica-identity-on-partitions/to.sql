create table p (k int primary key, v text not null) partition by range (k);
create table p1 partition of p for values from (0) to (10);
create unique index pu on p (k, v);
alter table p replica identity using index pu;
alter table p1 replica identity full;
