create table t (a int, b int, c int, constraint tk primary key (b) include (c));
create table u (a int, b int, primary key (a, b));
create view grouped as select u.a, u.b from u group by u.a, u.b;
