create unlogged table t (a int primary key, b int not null) with (fillfactor = 50, toast.autovacuum_enabled = false);
create unique index u on t (b);
alter table t replica identity using index u;
alter table t cluster on t_pkey;
create table l (a int);
