create table t (id bigint, owner name);
alter table t enable row level security;
create policy mine on t using (owner = current_user and id in (1, 2));
create policy reads on t as restrictive for select using (id > 0);
create policy writes on t for insert to pg_monitor, current_user with check (id > 7);
create policy two on t for update using (id > 1);
create policy "Fresh one" on t for delete using (exists (select from t as o where o.id = t.id));
comment on policy mine on t is $$mine$$;
