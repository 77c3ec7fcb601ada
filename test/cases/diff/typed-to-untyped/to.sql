create type c as (a int, b text);
create table t (a int primary key, b text);
create table t2 of c;
