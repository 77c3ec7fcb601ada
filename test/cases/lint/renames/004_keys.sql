-- Description: an index without NULLs serves a key, one without deleted rows does not
create table items (
  id bigint primary key,
  order_id bigint references orders (id) on delete cascade,
  code text not null references customers (name) on delete cascade,
  other bigint references orders (id) on delete cascade,
  deleted_at timestamptz
);
create index if not exists items_order on items (order_id) where order_id is not null;
create index if not exists items_order on items (other);
create index items_code on items (code) where deleted_at is null;
