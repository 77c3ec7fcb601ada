create type e as enum ('a', 'b');
create table t (a e default 'b', b boolean default true, c e[] default '{a}', d text default 'a');
