create table p (a int not null, b int generated always as (a * 2) stored);
create table c2 (a int not null, b int generated always as (a * 2) stored);
alter table c2 inherit p;
create table c3 (a int not null, b int generated always as (a * 2) stored, c int generated always as (a * 3) stored);
alter table c3 inherit p;
