-- Runs again whenever it says something else.
create or replace view best_customers as
select email, count(*) as orders, sum(order_totals.total) as total_cents
from customers
join orders on orders.customer_id = customers.id
cross join lateral (
  select sum(quantity * price_cents) as total
  from order_lines join products on products.id = product_id where order_id = orders.id
) order_totals
group by email
order by total_cents desc;
