create table t (a int, b int, constraint u unique nulls not distinct (a));
create unique index t_b on t (b) nulls not distinct where a > 1;
create table r (a int, b int, primary key (a, b));
create table p (a int, b int, constraint f foreign key (a, b) references r on delete set null (b));
