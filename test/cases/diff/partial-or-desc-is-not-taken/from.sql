create table p (k int not null, v text);
create unique index pu on p (k desc);
create unique index pv on p (v) where k > 1;
