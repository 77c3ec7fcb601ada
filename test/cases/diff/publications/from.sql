create table a (id int primary key, b int);
create table b (id int primary key);
create publication one for table a with (publish = 'insert');
create publication every for all tables;
