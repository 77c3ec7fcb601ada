insert into t (a) values (5);
