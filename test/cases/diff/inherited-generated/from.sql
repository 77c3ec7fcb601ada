create table p (a int not null, b int generated always as (a * 2) stored);
create table c2 (a int not null, b int generated always as (a * 2) stored);
