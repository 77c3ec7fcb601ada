-- Description: made here, so that nothing waits for it
-- Author: ann
create table accounts (id bigint primary key, name varchar(20) not null, owner_id bigint);
create index accounts_name on accounts (name);
alter table accounts add constraint name_set check (name <> '');
