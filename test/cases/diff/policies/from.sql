create table t (id int, owner name);
alter table t enable row level security;
create policy mine on t using (owner = current_user);
create policy reads on t for select using (id > 0);
create policy writes on t for insert with check (id > 0);
create policy two on t for update using (id > 1) with check (id > 2);
