-- since 15
create schema s;
create table a (id int primary key, b int, c bigint);
create publication one for table a (id, c) with (publish_via_partition_root = true);
create publication two for tables in schema s;
