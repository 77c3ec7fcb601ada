create table p (k int, j int) partition by range (k);
create table p1 partition of p for values from (0) to (10);
alter table p enable row level security;
create policy a on p using (k > 0);
create policy b on p1 using (k > 1);
grant select on p1 to public;
