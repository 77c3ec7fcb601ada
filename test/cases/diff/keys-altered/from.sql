create table a (id int primary key, b int unique, c int, d text, constraint own unique (c) deferrable);
create table p (a int constraint f1 references a, b int constraint f2 references a (b), c int);
alter table p add constraint positive check (c > 0) not valid;
alter table p add constraint loose foreign key (c) references a not valid;
alter table a cluster on a_b_key;
alter table a replica identity using index a_pkey;
