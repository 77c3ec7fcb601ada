create table m (id int not null, v text, constraint first primary key (id)) partition by range (id);
create table m1 partition of m for values from (1) to (10);
create table p (id int, other int, constraint p_m foreign key (id) references m on delete cascade deferrable, constraint p_self unique (id));
