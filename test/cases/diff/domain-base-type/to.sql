create domain amount as numeric(10, 2) default 0 constraint positive check (value > 0);
comment on domain amount is 'how much';
comment on constraint positive on domain amount is 'no debt';
create table items (id int, amount amount, amounts amount[]);
create view amounts as select amount from items;
