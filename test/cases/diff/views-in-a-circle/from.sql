-- Two views that need each other; a function of a view's rows that the view calls.
create table people (id int primary key, name text not null, boss int references people);
create view bosses as select null::int as id, null::text as name;
create view staff as select p.id, p.name, p.boss from people p where not exists (select from bosses b where b.id = p.id);
create or replace view bosses as select p.id, p.name from people p where p.boss is null and exists (select from staff s where s.boss = p.id);
comment on column bosses.name is 'as they call themselves';
create view badge as select null::int as id, null::text as "Line of text";
create function badges() returns setof badge language sql as 'select id, name from people';
create or replace view badge with (security_barrier) as
  select p.id, p.name as "Line of text" from people p where exists (select from badges() b where b.id < p.id);
grant select on badge to public;
