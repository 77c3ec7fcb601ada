create table a (id int primary key with (fillfactor = 70), b int unique, c int, d text, constraint own unique (c));
create table p (a int constraint f1 references a on update cascade, b int constraint f2 references a (b) deferrable initially deferred, c int);
alter table p add constraint positive check (c > 0);
alter table p add constraint loose foreign key (c) references a;
alter table a cluster on a_pkey;
alter table a replica identity full;
comment on constraint f2 on p is $$later$$;
