insert into t (a) values (4);
