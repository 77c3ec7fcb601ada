create table a (id int not null, b int);
create unique index a_b on a (b);
alter table a add foreign key (b) references a (b) match full;
create unique index a_id on a (id) include (b) with (deduplicate_items = off, fillfactor = 60);
create table p (a int references a (id));
alter table a replica identity using index a_id;
