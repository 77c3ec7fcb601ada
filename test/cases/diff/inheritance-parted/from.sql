create table p (id int not null, v text default 'x', constraint pos check (id > 0));
create table d () inherits (p);
