create table p (k int primary key, v text);
create table r (k int references p);
create view v as select * from p;
