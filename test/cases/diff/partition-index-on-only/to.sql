create table m (id int, v text) partition by range (id);
create table m1 partition of m for values from (1) to (10);
create table m2 partition of m for values from (10) to (20);
create index m_v on m (v);
