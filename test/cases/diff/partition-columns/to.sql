create table m (id int, v text not null, w bigint, fresh text default $$f$$, num numeric) partition by range (id);
create table m1 partition of m for values from (1) to (10);
create table m2 partition of m for values from (10) to (20);
alter table m2 alter column fresh set default $$second$$;
alter table m2 alter column num set not null;
create index m_w on m (w);
create view seen as select v, w from m1;
