create table t (id bigint not null default 1, other bigint, constraint to_itself foreign key (other) references t (id), primary key (id)) partition by list (id);
create table t1 (id bigint not null default 1, other bigint, primary key (id), constraint to_itself check (true));
alter table t attach partition t1 for values in ('1');
create table s (id bigint not null, other bigint, primary key (id), foreign key (other) references s) partition by range (id);
create table s1 partition of s for values from (0) to (100) partition by list (id);
create table s11 partition of s1 default;
create table s2 (other bigint, id bigint not null);
alter table s attach partition s2 for values from (100) to (200);
