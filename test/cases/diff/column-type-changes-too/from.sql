create table p (k int, v text);
create unique index pv on p (k);
