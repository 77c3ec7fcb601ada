-- Description: what later files give other names to
create type status as enum ('open', 'closed');
create table customers (id bigint primary key, name text not null unique);
create table orders (
  id bigint primary key,
  customer bigint references customers (id) on delete cascade,
  buyer bigint references customers (id) on delete cascade,
  code text not null,
  deleted_at timestamptz,
  status status not null,
  constraint code_once unique (code)
);
create index orders_customer on orders (customer);
create index orders_buyer on orders (buyer) where buyer is not null;
