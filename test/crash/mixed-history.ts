// A history with everything that can be half done: what each file leaves shows whether it ran once, twice or not.

/** The role that some migrations change to; roles belong to the whole server, so each database has its own. */
export function mixedHistory(role: string): Readonly<Record<string, string>> {
  return {
    "001_base.sql": `
create table item (id int generated always as identity primary key, name text not null, v int);
insert into item (name, v) select 'item ' || g, g from generate_series(1, 300) g;
create table audit (id int generated always as identity, what text not null);
create schema other;
create function slow(int) returns int language plpgsql immutable as $$ begin perform pg_sleep(0.001); return $1; end $$;
grant all on schema other, public to ${role};
insert into audit (what) values ('001');`,
    "002_typescript.ts": `import { migration } from "godwit";
export default migration({
  up: async ({ sql }) => {
    await sql\`insert into audit (what) values (\${"002 a"})\`;
    const [row] = await sql\`select count(*)::int as n from item\`;
    await sql\`insert into audit (what) values (\${"002 b " + row.n})\`;
  },
});`,
    "003_blocks.sql": `
begin;
insert into audit (what) values ('003 a');
commit;
begin isolation level serializable;
insert into audit (what) values ('003 b');
commit and chain;
insert into audit (what) values ('003 c');
commit;
begin transaction read only;
select count(*) from item;
end;
begin;
insert into audit (what) values ('003 never');
rollback;
begin isolation level repeatable read;
insert into audit (what) values ('003 d');
commit;`,
    "004_concurrent.sql": `
insert into audit (what) values ('004 a');
create index concurrently item_name on item (name);
create index concurrently on item (v);
create index concurrently item_slow on item (slow(v));
create unique index concurrently if not exists item_both on item (name, v);
insert into audit (what) values ('004 b');`,
    "005_more_concurrent.sql": `
drop index concurrently item_name;
reindex index concurrently item_slow;
insert into audit (what) values ('005 a');
reindex table concurrently item;
drop index concurrently if exists item_v_idx, item_nowhere;`
      // Several names are refused by PostgreSQL in one DROP INDEX CONCURRENTLY.
      .replace(", item_nowhere", ""),
    "006_partition.sql": `
create table log (at int not null, what text) partition by range (at);
create table log_1 partition of log for values from (0) to (10);
create table log_2 partition of log for values from (10) to (20);
insert into log values (1, 'one'), (11, 'two');
alter table log detach partition log_1 concurrently;
insert into audit (what) values ('006');`,
    "007_enum.sql": `
create type mood as enum ('calm');
create table moods (mood mood);
insert into audit (what) values ('007 a');
begin;
alter type mood add value 'glad';
commit;
alter type mood add value 'wild';
insert into moods values ('glad'), ('wild');
insert into audit (what) values ('007 b');`,
    "008_each.sql": `-- Transaction: none
insert into audit (what) values ('008 a');
insert into audit (what) values ('008 b');
vacuum item;
create index concurrently item_each on item (v, name);
insert into audit (what) values ('008 c');`,
    "009_verified.sql": "insert into audit (what) values ('009');",
    "009_verified_verify.sql": "select count(*) = 1 from audit where what = '009';",
    "010_carried.sql": `
set search_path to other;
create table carried_1 (id int);
begin;
create table carried_2 (id int);
commit;
set role ${role};
create table carried_3 (id int);
create index concurrently carried_index on carried_3 (id);
create table carried_4 (id int);
insert into public.audit (what) values ('010');`.replace(
      "insert into public",
      "reset role;\ninsert into public",
    ),
    "010_carried_verify.sql": "select count(*) = 4 from pg_tables where tablename like 'carried%';",
    "011_undone_setting.sql": `
begin;
set search_path to other;
rollback;
create index concurrently on item (id, v);
create table undone (id int);
begin;
set local search_path to other;
create table local_1 (id int);
commit;
create index concurrently on undone (id);
create table local_2 (id int);`,
    "012_preamble.sql": `
set statement_timeout = 0;
set lock_timeout = 0;
set client_encoding = 'LATIN1';
set standard_conforming_strings = off;
select pg_catalog.set_config('search_path', '', false);
set row_security = off;
set datestyle = 'SQL, DMY';
set timezone = 'Asia/Tokyo';
create table public.préamble (x text);
insert into public.préamble values ('é\\\\n');
create index concurrently on public.préamble (x);
insert into public.préamble values ('ü');
insert into public.audit (what) values ('012');`,
    "013_temporary.sql": `
create temp table scratch (id int);
prepare question as select 1;
listen news;
insert into audit (what) values ('013');`,
    "014_again_temporary.sql": `
create temp table scratch (id int);
prepare question as select 1;
insert into audit (what) select 'listening to ' || c from pg_listening_channels() c;
create table path_of as select current_setting('search_path') as path, current_setting('timezone') as zone,
  current_user::text = session_user::text as own, current_setting('standard_conforming_strings') as strings;`,
    "repeatable/item_names.sql": "create or replace view item_names as select name from item;",
  };
}
