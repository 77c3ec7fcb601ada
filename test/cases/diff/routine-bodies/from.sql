-- since 14
create table t (id int);
