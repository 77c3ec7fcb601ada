insert into t (b, c) values (1, 2), (3, 4);
