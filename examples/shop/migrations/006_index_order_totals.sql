-- Migration: index order totals
-- Description: The index is built while the application goes on writing, so it cannot be in one transaction with the rest.

alter table orders add constraint total_known check (total_cents is not null) not valid;
alter table orders validate constraint total_known;
create index concurrently orders_by_total on orders (total_cents desc);
