create table p (k int primary key, v text unique);
