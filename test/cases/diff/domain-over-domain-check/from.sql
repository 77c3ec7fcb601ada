create domain d as int;
create domain e as d;
create table t (a e[], b e);
