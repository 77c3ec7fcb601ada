-- Migration: create orders

create table orders (
  id bigint generated always as identity primary key,
  customer_id bigint not null references customers,
  currency char(3) not null default '${currency}',
  placed_at timestamptz not null default now()
);

create table order_lines (
  order_id bigint not null references orders on delete cascade,
  product_id bigint not null references products,
  quantity int not null check (quantity > 0),
  primary key (order_id, product_id)
);
