create table m (id int, v text) partition by range (id);
create table m1 partition of m for values from (1) to (10);
create table m2 partition of m for values from (10) to (20);
create index m_v on only m (v);
create index m1_v_idx on m1 (v);
alter index m_v attach partition m1_v_idx;
create index m2_v_idx on m2 (v);
