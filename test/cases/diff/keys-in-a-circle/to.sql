create table x (id int primary key, y int, z int);
create table y (id int primary key, x int references x, z int);
create table z (id int primary key, y int references y, x int);
alter table x add constraint x_y foreign key (y) references y, add constraint x_z foreign key (z) references z;
alter table z add constraint z_self foreign key (x) references z;
