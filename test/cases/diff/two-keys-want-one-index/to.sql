create table p (k int, v text, constraint pkey primary key (k), constraint pk2 unique (k));
