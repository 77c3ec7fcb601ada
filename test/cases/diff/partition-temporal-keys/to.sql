create table t (id int4range, at daterange, name text, constraint t_key primary key (id, at without overlaps)) partition by list (id);
create table t1 partition of t for values in ('[1,2)', '[3,4)');
create table t2 partition of t for values in ('[2,3)');
alter table t2 rename constraint t2_pkey to other_name;
create table u (id int4range, at daterange, unique (id, at without overlaps), more int4range, exclude using gist (id with =, more with &&)) partition by list (id);
create table u1 partition of u for values in ('[1,2)');
create table f (id int4range, at daterange, t int4range, foreign key (t, period at) references t (id, period at)) partition by list (id);
create table f1 partition of f for values in ('[1,2)');
