create table p (k bigint, v text, constraint pv primary key (k));
