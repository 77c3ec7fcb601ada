// Prints of rows that are asked for only where rows can have changed must be what all tables give.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { pgDriver } from "../../src/drivers/pg.ts";
import { RowFollower } from "../../src/postgres/follow-rows.ts";
import { verbatim } from "../../src/postgres/sql.ts";
import { openRehearsal } from "./open-rehearsal.ts";
import { testShadows } from "./test-shadows.ts";

const shadows = testShadows();
beforeAll(() => shadows.ready());
afterAll(() => shadows.close());

/** Each line is a migration; the rows of one thing change through another. */
const STATEMENTS = `
create type mood as enum ('sad', 'ok')
create type pair as (a int, b text)
create table people (id int primary key, name text, mood mood, p pair)
create table orders (id int primary key, person int references people on delete cascade, at timestamptz)
insert into people values (1, 'ann', 'sad', row (1, 'x')), (2, 'bob', 'ok', null)
insert into orders values (1, 1, now()), (2, 2, now())
create index on people (name)
alter type mood rename value 'sad' to 'low'
alter type pair rename attribute a to c
alter type pair add attribute d int
alter table people rename column name to title
alter table people rename to folk
alter table folk add column tag text default 't'
alter table folk alter column id type bigint
alter table folk alter column tag type varchar(1) using 'u'
alter table folk drop column tag
create function bump() returns int language sql as 'update folk set title = title || 1 returning 1'
select bump()
create function on_order() returns trigger language plpgsql as 'begin delete from folk where id = old.person; return null; end'
create trigger gone after delete on orders for each row execute function on_order()
delete from orders where id = 2
truncate orders
insert into orders values (3, 1, now())
create table parent (id int)
create table child () inherits (parent)
insert into child values (1)
alter table child no inherit parent
create table parts (id int, name text) partition by range (id)
create table part_one partition of parts for values from (0) to (10)
insert into parts values (1, 'a')
alter table parts detach partition part_one
alter table parts attach partition part_one for values from (0) to (10)
create table counted (id serial, n int, twice int generated always as (n * 2) stored)
insert into counted (n) values (1), (2)
drop table orders
create table orders (id int)
with x as (delete from counted where n = 1 returning n) select count(*) from x
do $$ begin insert into orders values (7); end $$
create table copied as select * from counted
create materialized view m as select count(*) from folk
refresh materialized view m
create function audit() returns event_trigger language plpgsql as 'begin insert into public.orders values (8); end'
create event trigger e on ddl_command_end execute function audit()
comment on table folk is 'read by a trigger'
drop event trigger e
create schema s
alter table orders set schema s
drop type pair cascade
`
  .trim()
  .split("\n");

test("a print of what can have changed is the print of all", async () => {
  const folder = mkdtempSync(join(tmpdir(), "godwit-rows-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [index, text] of STATEMENTS.entries())
    writeFileSync(join(folder, `${String(index + 1).padStart(3, "0")}_x.sql`), `${text};\n`);
  const { rehearsal, migrations } = await openRehearsal(folder, shadows.server);
  const session = await (await pgDriver({ url: rehearsal.shadow.url, env: {} })).connect("test");
  const own = ["", "_log", "_lock"].map((end) => `public.schema_migrations${end}`);
  const all = { except: new Set(own), anywhere: true };
  for (const [index, migration] of migrations.entries()) {
    expect(await rehearsal.up(migration), STATEMENTS[index]).toMatchObject({ ok: true });
    for (const [form, prints] of [
      ["hashes", await rehearsal.rowPrints()],
      ["counts", await rehearsal.countRows()],
    ] as const) {
      await session.run(verbatim("deallocate all"));
      const fresh = await new RowFollower(session, form).read(all);
      expect([...prints], `${form} after: ${STATEMENTS[index]}`).toEqual([...fresh]);
    }
  }
  await session.close();
  await rehearsal.close();
});
