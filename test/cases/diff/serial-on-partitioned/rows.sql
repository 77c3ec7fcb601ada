insert into p (k) values (1), (2);
