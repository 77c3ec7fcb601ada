create table uses (a int, g bigint);
