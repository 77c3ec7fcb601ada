create domain d as int constraint pos check (value > 0);
create type c as (a d, b text);
create table t (id int primary key, a c);
