-- Description: another name is the same table
-- Author: ann
alter table accounts rename to customers;
create view accounts as select id, name from customers;
alter table customers alter column name type text;
