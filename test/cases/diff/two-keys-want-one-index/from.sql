create table p (k int, v text);
create unique index pu on p (k);
