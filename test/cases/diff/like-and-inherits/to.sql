create table parent (a text check (length(a) > 2) primary key, b text);
alter table parent alter column b set storage external;
create table other (a text check (length(a) < 5), c text check (length(c) < 7));
create index other_ac on other ((a || c));
comment on column other.a is 'A';
create table child (like other including constraints including indexes including comments including storage) inherits (parent);
