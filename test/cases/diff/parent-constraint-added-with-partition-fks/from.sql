create table o (id int primary key);
create table p (k int not null, o int) partition by range (k);
create table p1 partition of p for values from (0) to (10);
create table p2 partition of p for values from (10) to (20) partition by list (k);
create table p21 partition of p2 for values in (11);
