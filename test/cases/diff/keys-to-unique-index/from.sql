-- since 13
create table a (id int not null, b int);
create table p (a int);
