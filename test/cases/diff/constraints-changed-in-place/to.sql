create table p (a int primary key, b int unique);
create table t (a int, b int, c int, constraint f foreign key (a) references p (b) on delete set null deferrable initially deferred, constraint u unique (b, c) deferrable, constraint k check (c > 1) not valid, exclude using btree (c with =, b with =) where (c > 5));
