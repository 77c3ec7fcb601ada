create type c as (a bigint, b text, d int);
create table t of c partition by range (b);
create table t1 partition of t for values from ('a') to ('b');
