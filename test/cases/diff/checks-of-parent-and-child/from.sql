create table p (a int, b int);
create table c (own int) inherits (p);
create table g () inherits (c);
insert into p values (1, 1);
insert into c values (2, 2);
