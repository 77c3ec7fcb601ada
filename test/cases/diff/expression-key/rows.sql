insert into p values ('2024-01-05', 'x');
