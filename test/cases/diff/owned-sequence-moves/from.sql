create sequence s;
create table t (a int default nextval('s'), b int);
alter sequence s owned by t.a;
create table u (x int);
