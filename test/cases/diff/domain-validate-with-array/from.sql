create domain d as int;
alter domain d add constraint pos check (value > 0) not valid;
create table t (id int primary key, a d[]);
