create table p (a int, b int);
create table c (own int) inherits (p);
create table g () inherits (c);
alter table c add constraint k check (a > 0);
alter table p add constraint k check (a > 0) not valid;
alter table g add constraint everywhere check (b > 0);
alter table c add constraint everywhere check (b > 0);
alter table p add constraint everywhere check (b > 0);
alter table p add constraint above check (a <> b + 10);
