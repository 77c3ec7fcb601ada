create table t (a int, b text) with (toast.autovacuum_enabled = off);
create table u (a int);
