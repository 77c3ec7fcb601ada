create table p (id bigint not null, v text, w int default 3, constraint pos check (id > 1), constraint alone check (v <> $$$$) no inherit);
create table c (own int, constraint mine check (own > 0)) inherits (p);
create table d (id int, v text, constraint pos check (id > 0));
create index c_id on c (id);
alter table c alter column w set default 4;
