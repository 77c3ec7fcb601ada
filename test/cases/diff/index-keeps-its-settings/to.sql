create table p (k int not null, v text, constraint pw primary key (k) with (fillfactor = 70));
alter table p cluster on pw;
alter table p replica identity using index pw;
