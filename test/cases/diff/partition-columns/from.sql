create table m (id int, v text, gone int default 4, w int) partition by range (id);
create table m1 partition of m for values from (1) to (10);
create table m2 partition of m for values from (10) to (20);
alter table m1 alter column v set default $$first$$;
create index m_w on m (w);
create view seen as select v, w from m1;
insert into m values (1, $$a$$, 5, 6);
