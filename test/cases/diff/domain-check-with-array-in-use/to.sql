create domain d as int constraint pos check (value > 0);
create table t (id int primary key, a d[]);
create table u (x d);
