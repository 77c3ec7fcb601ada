create table p (k int not null, v text);
create unique index pu on p (k);
