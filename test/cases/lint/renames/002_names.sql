-- Description: indexes, keys, columns and types under other names are what they were
alter table orders rename column customer to client;
alter table orders rename constraint code_once to code_unique;
alter index orders_customer rename to orders_client;
alter type status rename to status_old;
