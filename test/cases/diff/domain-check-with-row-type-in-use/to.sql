create domain d as int check (value > 1);
create table t (id int primary key, a d);
create table u (r t);
