create table p (k int not null, v text, constraint pu primary key (k)) partition by range (k);
create table p1 partition of p for values from (0) to (10);
