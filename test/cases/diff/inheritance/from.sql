create table p (id int, v text, constraint pos check (id > 0));
create table c (own int) inherits (p);
create table d (id int, v text, constraint pos check (id > 0));
