create table m (a int, b int, c text, primary key (a, b)) partition by list (a);
create table m1 partition of m for values in (1, 2) partition by range (b);
create table m1x partition of m1 for values from (0) to (10);
create table m1y partition of m1 default;
create index m_c on m (c);
create table other (a int, b int, foreign key (a, b) references m on delete cascade);
