create table p (k int, v text, w int);
create unique index pu on p (k);
create unique index vu on p (v) include (w);
create table r (v text references p (v));
