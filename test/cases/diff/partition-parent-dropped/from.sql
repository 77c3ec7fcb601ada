create table m (id int, v text, w int, primary key (id)) partition by range (id);
create index m_v on m (v);
create table m1 partition of m for values from (1) to (10);
create table m2 partition of m for values from (10) to (20);
insert into m values (1, $$a$$), (11, $$b$$);
