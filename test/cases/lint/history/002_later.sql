-- Description: the same, later
-- Author: ann
create index accounts_owner on accounts (owner_id);
alter table accounts alter column name type varchar(40);
alter table accounts alter column name type varchar(30);
alter table accounts alter column name set not null;
