create sequence s;
create table t (a int, b int default nextval('s'));
create table u (x int default nextval('s'));
alter sequence s owned by u.x;
