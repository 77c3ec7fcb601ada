create table t (a int primary key, b int not null);
create unique index u on t (b);
create unlogged table l (a int);
