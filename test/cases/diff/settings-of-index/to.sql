create table p (k int not null, v text, constraint pv primary key (k) with (fillfactor = 70));
alter table p cluster on pv;
alter table p replica identity using index pv;
