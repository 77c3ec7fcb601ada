-- since 15
create table t (a int, b int, constraint u unique (a));
create table r (a int, b int, primary key (a, b));
create table p (a int, b int, constraint f foreign key (a, b) references r on delete set null);
