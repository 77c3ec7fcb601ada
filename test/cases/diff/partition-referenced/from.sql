create table m (id int primary key, v text) partition by range (id);
create table m1 partition of m for values from (1) to (10);
create table m2 partition of m for values from (10) to (20);
create table pointing (id int references m);
