create table t (a int primary key, b int);
create table u (a int);
create schema s;
create publication p for table t (a) where (a > 5), u with (publish = 'insert, delete', publish_via_partition_root);
create publication q for table u;
create publication r for tables in schema s, table t where (b > 1);
comment on publication q is 'x';
