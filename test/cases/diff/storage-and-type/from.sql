create table a (x text, y text, z varchar(10));
alter table a alter column x set storage external;
alter table a alter column y set storage external;
alter table a alter column z set storage main;
