insert into uses (a) values (1), (2);
