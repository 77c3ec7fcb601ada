create table t (a int, b text) with (fillfactor = 80);
create table u (a int, b text) with (toast.autovacuum_enabled = off, fillfactor = 70);
create table v (a int) with (fillfactor = 90);
create function f(v) returns text language sql as 'select 1::text';
alter table v add column b text;
alter table v set (toast.autovacuum_enabled = off);
create table w (a int, b text default 'x'::text) with (toast.autovacuum_enabled = off);
create index w_b on w (b);
