create table m (id int, v text, primary key (id), check (id < 90)) partition by range (id);
create index m_v on m (v);
create table m1 partition of m for values from (1) to (12);
create table m2 partition of m for values from (12) to (30);
create table p (id int references m);
create view seen as select id from m1;
