create table a (id int primary key, b int);
create table b (id int primary key);
create publication one for table a, b;
comment on publication one is 'both';
create publication every for table a;
