create table people (id bigint primary key, name text not null, boss bigint references people);
create view bosses as select null::bigint as id, null::text as name;
create view staff as select p.id, p.name, p.boss from people p where exists (select from bosses b where b.id = p.boss);
create or replace view bosses as select p.id, p.name from people p where p.boss is null and not exists (select from staff s where s.id = p.id);
create view rounds as select null::int as n;
create materialized view rounds_seen as select n from rounds;
create or replace view rounds as select count(*)::int as n from rounds_seen union all select 1;
