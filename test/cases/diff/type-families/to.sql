create table t (a text, b int, c uuid, d timestamptz, e text[], f varchar(3), g text, h bigint[], i int, j boolean, k int);
