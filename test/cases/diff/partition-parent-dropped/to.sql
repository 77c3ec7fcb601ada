create table m1 (id int not null, v text, w int, primary key (id));
create index m1_v_idx on m1 (v);
create table m2 (id int not null, v text);
