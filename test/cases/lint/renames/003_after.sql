-- Description: the type has its new name in the message, and the key and the index are gone
create type status as enum ('open', 'done');
alter table orders alter column status type status using status::text::status;
alter table orders drop constraint code_unique;
drop index concurrently orders_client;
