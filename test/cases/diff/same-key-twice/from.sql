create table a (x integer);
