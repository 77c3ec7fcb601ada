create table t (a int, b text, c text, d timestamp, e text, f varchar(5), g jsonb, h int[], i boolean, j text, k numeric(10,2));
