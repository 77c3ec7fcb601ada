-- Every row must say true, or the migration fails and leaves nothing behind.
select count(*) = 1000 as thousand_orders from orders;
select count(*) = 0 as no_order_is_empty from orders
where not exists (select from order_lines where order_id = orders.id);
