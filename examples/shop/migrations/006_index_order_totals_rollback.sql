drop index concurrently orders_by_total;
alter table orders drop constraint total_known;
