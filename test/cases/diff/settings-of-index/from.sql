create table p (k int not null, v text);
create unique index pv on p (k) with (fillfactor = 70);
alter table p cluster on pv;
alter table p replica identity using index pv;
comment on index pv is 'x';
