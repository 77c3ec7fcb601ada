create type c as (a int, b text);
create table t of c (primary key (a));
create table t2 of c;
