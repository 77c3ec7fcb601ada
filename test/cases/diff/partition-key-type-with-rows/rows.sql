insert into p select n, n, 'n' from generate_series(1, 20) n;
insert into r select 3, 3;
