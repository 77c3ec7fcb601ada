// What is read in pieces must be what a whole read finds, whatever was changed in between.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diff } from "../../src/core/diff.ts";
import type { Schema } from "../../src/core/fact.ts";
import type { Shadow } from "../../src/core/schema-database.ts";
import { postgresSchemas } from "../../src/postgres/schema-engine.ts";
import { randomSchema } from "../diff/random-schema.ts";
import { withClient } from "../support/database.ts";
import { few } from "../support/sample.ts";
import { testShadows } from "./test-shadows.ts";

const shadows = testShadows();
beforeAll(() => shadows.ready());
afterAll(() => shadows.close());

/** Each line is sent by itself; what one changes shows in things that others made. */
const STATEMENTS = `
create schema s
create type s.mood as enum ('sad', 'ok')
create type s.pair as (a int, b text)
create domain s.small as int check (value < 10)
create table s.people (id serial primary key, name text not null default 'x', mood s.mood default 'sad', p s.pair)
create table orders (id bigint generated always as identity primary key, person int references s.people, n s.small)
create index on s.people (lower(name))
create index people_mood on s.people (mood) where mood = 'ok'
create view v as select id, name, mood from s.people where mood = 'sad'
create view w as select v.name, o.id from v join orders o on o.person = v.id
create materialized view m as select count(*) as n from s.people
create unique index on m (n)
create function f(s.people) returns text language sql as 'select $1.name'
create function g() returns int language sql begin atomic select count(*)::int from s.people; end
create function t() returns trigger language plpgsql as 'begin return new; end'
create trigger a before insert on s.people for each row execute function t()
alter table s.people disable trigger a
alter table s.people rename column name to title
alter table s.people rename to folk
alter type s.mood rename value 'ok' to 'fine'
alter type s.mood add value 'glad' before 'fine'
alter type s.pair rename attribute a to c
alter type s.pair add attribute d int
alter domain s.small rename to tiny
alter domain s.tiny rename constraint small_check to lessthan
alter domain s.tiny set default 3
alter function t() rename to tt
alter function f(s.folk) cost 10
alter view v rename column title to t
comment on table orders is 'o'
comment on column s.folk.id is 'i'
comment on column v.id is 'v'
comment on index s.people_mood is 'ix'
comment on schema public is 'mine'
comment on schema s is 's'
comment on constraint lessthan on domain s.tiny is 'd'
comment on type s.pair is 'pair'
comment on function tt() is null
comment on trigger a on s.folk is 'tr'
grant select on s.folk to public
grant select (id) on orders to public
grant usage on schema s to public
revoke all on function tt() from public
alter default privileges in schema s grant select on tables to public
alter default privileges grant execute on functions to public
alter sequence s.people_id_seq increment 5
alter table orders alter id set increment 7
alter sequence s.people_id_seq owned by none
create table parts (id int, at date, primary key (id, at)) partition by range (at)
create table parts_1 partition of parts for values from ('2020-01-01') to ('2021-01-01')
create table parts_2 (id int not null, at date not null)
alter table parts attach partition parts_2 for values from ('2021-01-01') to ('2022-01-01')
create index on only parts (id)
create index parts_1_i on parts_1 (id)
alter index parts_id_idx attach partition parts_1_i
create table refers (id int, at date, foreign key (id, at) references parts)
alter table parts add column more text
alter table parts rename column more to less
alter table parts detach partition parts_2
create table base (a int)
create table child (b int) inherits (base)
create table empty ()
create table empty_child () inherits (empty)
alter table empty_child no inherit empty
alter table base add column c int
alter table child no inherit base
alter table s.folk enable row level security
create policy mine on s.folk using (id > 0)
alter policy mine on s.folk rename to yours
create rule r as on delete to orders do instead nothing
alter rule r on orders rename to rr
create statistics st on id, mood from s.folk
alter statistics st set statistics 100
alter table s.folk alter mood set statistics 50
alter table s.folk set (fillfactor = 70)
alter table s.folk set (toast.autovacuum_enabled = off)
alter table s.folk cluster on people_pkey
alter table s.folk replica identity using index people_pkey
alter table s.folk set unlogged
alter table s.folk alter id type bigint
alter table orders drop constraint orders_person_fkey
alter table orders add constraint positive check (id > 0) not valid
alter table orders validate constraint positive
alter table orders alter constraint positive no inherit
create operator === (leftarg = int, rightarg = int, function = int4eq)
create aggregate total (int) (sfunc = int4pl, stype = int)
create cast (s.mood as int) with inout
create text search configuration c (copy = english)
alter text search configuration c drop mapping for word
create collation co (locale = 'C')
alter table s.folk alter title type text collate co
alter collation co rename to cc
create publication pu for table s.folk
alter publication pu add table orders
create foreign data wrapper fw
create server fs foreign data wrapper fw
create foreign table ft (a int) server fs
alter server fs rename to fss
create event trigger et on ddl_command_end execute function evt()
create function evt() returns event_trigger language plpgsql as 'begin end'
create event trigger et on ddl_command_end execute function evt()
alter event trigger et disable
create extension plpgsql_check
create extension pgcrypto
create table uses (h text default encode(digest('x', 'md5'), 'hex'))
alter extension pgcrypto drop function digest(text, text)
alter extension pgcrypto add function digest(text, text)
insert into s.folk (title) values ('a')
refresh materialized view m
alter schema s rename to s2
alter table orders set schema s2
vacuum full pg_class
vacuum full pg_attribute
vacuum full pg_depend
analyze
reindex table s2.orders
drop table uses
drop extension pgcrypto
drop view w
drop schema s2 cascade
drop table parts cascade
drop event trigger et
drop function evt()`
  .trim()
  .split("\n");

test("nothing is missed after any statement", async () => {
  const shadow = await shadows.server.open({});
  const read = await shadow.follow({ owner: shadow.user });
  const missed: string[] = [];
  let refused = 0;
  await withClient(shadow.url, async (client) => {
    for (const statement of STATEMENTS) {
      await client.query(statement).catch(() => refused++);
      missed.push(...(await missedBy(shadow, read, statement)));
    }
  });
  expect(missed).toEqual([]);
  // Some need what this server lacks; were it many, nothing would be tested.
  expect(refused).toBeLessThan(8);
  await shadow.close();
});

test("nothing is missed between random schemas", { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(randomSchema(), randomSchema(), async (one, other) => {
      const [from, to] = [await shadows.server.open({}), await shadows.server.open({})];
      try {
        await from.load([{ file: "one", text: one.sql }]);
        await to.load([{ file: "other", text: other.sql }]);
        const read = await from.follow({ owner: from.user });
        const [here, there] = [
          (await from.read({ owner: from.user })).schema,
          (await to.read({ owner: to.user })).schema,
        ];
        await read();
        const major = Number.parseInt((await from.identify()).version, 10);
        for (const step of postgresSchemas.plan(here, there, { major }).steps) {
          await from.apply([step]);
          expect(await missedBy(from, read, step.text)).toEqual([]);
        }
      } finally {
        await Promise.all([from.close(), to.close()]);
      }
    }),
    { numRuns: few(4, 2), seed: 5, endOnFailure: true },
  );
});

async function missedBy(shadow: Shadow, read: () => Promise<Schema>, statement: string): Promise<string[]> {
  const followed = await read();
  const { schema } = await shadow.read({ owner: shadow.user });
  return diff(followed, schema).map((change) => `${statement}: ${JSON.stringify(change)}`);
}
