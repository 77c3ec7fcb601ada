create table p (k int, v text, w int, constraint pkey primary key (k), constraint vkey unique (v) include (w) deferrable);
create table r (v text);
