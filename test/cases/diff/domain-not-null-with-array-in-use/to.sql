create domain d as int not null;
create table t (id int primary key, a d[]);
