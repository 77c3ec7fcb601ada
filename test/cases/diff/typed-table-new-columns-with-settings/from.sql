create type c as (b text, a int);
create table t of c (primary key (a));
create table t2 of c;
