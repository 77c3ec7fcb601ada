create table p (k int, j int, primary key (k)) partition by range (k);
create table p1 partition of p for values from (0) to (10);
create table r (k int references p);
