create table pk (a text primary key, b int not null, c int);
create table child (a text, b int, c int not null) inherits (pk);
create table own (a text not null, b int not null) inherits (pk);
