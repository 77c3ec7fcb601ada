create table p (k int, j int) partition by range (k);
create table p1 partition of p for values from (0) to (10);
alter table p1 enable row level security;
create policy a on p using (k > 1) with check (k > 0);
create policy b on p1 for select using (k > 1);
grant select, insert on p to public;
comment on table p1 is 'x';
comment on column p1.j is 'y';
