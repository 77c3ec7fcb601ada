create table p (k int not null, v text) partition by range (k);
create table p1 partition of p for values from (0) to (10);
alter table p1 add constraint pu primary key (k), add constraint pv unique (v);
