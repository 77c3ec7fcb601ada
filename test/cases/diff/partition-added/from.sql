create table m (id int, at date default now(), v text, check (id > 0), primary key (id, at)) partition by range (at);
create index m_v on m (v) where id > 5;
create table m1 partition of m for values from (minvalue) to ($$2020-01-01$$);
