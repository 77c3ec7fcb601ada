-- since 13
create table unrelated (id int primary key);
