drop view accounts;
alter table customers rename to accounts;
