create table m (id int, v text, primary key (id), check (id < 100)) partition by range (id);
create table m1 partition of m for values from (1) to (10);
create index m1_v on m1 (v);
create table m2 partition of m for values from (10) to (20);
create table p (id int references m);
create view seen as select id from m1;
