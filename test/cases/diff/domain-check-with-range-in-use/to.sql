create domain d as int constraint pos check (value > 0);
create type r as range (subtype = d);
create table t (id int primary key, a r);
