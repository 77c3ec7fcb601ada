create table p (id int not null, v text default 'x', constraint pos check (id > 0));
create table e (z int) inherits (p);
create table f () inherits (e);
