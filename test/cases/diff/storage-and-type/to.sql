create table a (x date, y varchar(20), z varchar(40));
alter table a alter column y set storage external;
