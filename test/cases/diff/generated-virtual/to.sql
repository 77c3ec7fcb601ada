create table t (a int, b int generated always as (a * 3) virtual, c int generated always as (a * 2) virtual, d int generated always as (a) virtual);
