create table p (k int not null, v text) partition by range (k);
create table p1 partition of p for values from (0) to (10);
create unique index pu on p1 (k);
create unique index pv on p1 (v);
