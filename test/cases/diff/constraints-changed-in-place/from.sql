create table p (a int primary key, b int unique);
create table t (a int, b int, c int, constraint f foreign key (a) references p, constraint u unique (b), constraint k check (c > 0), exclude using btree (c with =));
