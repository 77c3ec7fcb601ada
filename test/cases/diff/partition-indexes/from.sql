create table m (id int not null, at date not null, v text) partition by range (at);
create table m1 partition of m for values from (minvalue) to ($$2020-01-01$$);
create table m2 partition of m for values from ($$2020-01-01$$) to (maxvalue) partition by list (v);
create table m2a partition of m2 default;
insert into m values (1, $$2019-01-01$$, $$a$$), (2, $$2021-01-01$$, $$b$$);
