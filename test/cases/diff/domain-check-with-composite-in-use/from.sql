create domain d as int;
create type c as (a d, b text);
create table t (id int primary key, a c);
