create type c as (b text, d int, e text);
create table t of c (d with options not null default 5, unique (b));
alter table t alter e set storage external;
create table t2 of c;
