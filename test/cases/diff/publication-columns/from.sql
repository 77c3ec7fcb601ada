-- since 15
create schema s;
create table a (id int primary key, b int, c int);
create publication one for table a (id, b) where (b > 1);
create publication two for tables in schema public, s;
