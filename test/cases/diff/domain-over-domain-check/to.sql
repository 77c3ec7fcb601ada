create domain d as int check (value > 0);
create domain e as d check (value < 10);
create table t (a e[], b e);
