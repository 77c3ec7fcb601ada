create domain amount as text default '0' constraint positive check (value <> '-1');
comment on domain amount is 'how much';
comment on constraint positive on domain amount is 'no debt';
create table items (id int, amount amount, amounts amount[]);
insert into items values (1, '5', '{6}');
create view amounts as select amount from items;
