create type e as enum ('a', 'b');
create table t (a text default 'a', b int default 1, c text[] default '{}', d e default 'a');
