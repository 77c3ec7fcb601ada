create table m (id int, v text) partition by list (v);
create table m1 partition of m for values in ($$a$$);
create index m_v on m (v);
