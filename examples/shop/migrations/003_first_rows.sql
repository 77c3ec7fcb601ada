-- Migration: first rows
-- Kind: data

copy products (name, price_cents) from stdin;
Teapot	2400
Cup	650
Saucer	300
\.

insert into customers (email)
select 'customer' || number || '@example.org' from generate_series(1, 200) number;

insert into orders (customer_id)
select id from customers, generate_series(1, 5);

insert into order_lines (order_id, product_id, quantity)
select orders.id, products.id, 1 + (orders.id + products.id) % 4 from orders, products;
