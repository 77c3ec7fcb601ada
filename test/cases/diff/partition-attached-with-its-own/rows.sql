insert into x values ('a', 1);
