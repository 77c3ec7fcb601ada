-- since 18
create table t (a int not null);
create index i on t (a);
