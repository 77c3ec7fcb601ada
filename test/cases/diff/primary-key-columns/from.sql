create table t (a int not null, b int, c int);
create table u (a int, b int, primary key (a));
create view grouped as select u.a, u.b from u group by u.a;
insert into t values (1, 2, 3);
