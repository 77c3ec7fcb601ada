create table t (a int, g bigint);
