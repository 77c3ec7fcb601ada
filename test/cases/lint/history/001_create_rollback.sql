drop table accounts;
delete from sessions;
