create table p (k int not null, v text, constraint pu primary key (k));
