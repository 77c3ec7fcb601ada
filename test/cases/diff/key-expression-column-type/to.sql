create table p (k bigint not null, id int) partition by range ((k + 1));
create table p1 partition of p for values from (1) to (2);
