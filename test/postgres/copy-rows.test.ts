// Rows of all tables go from one database into another, value by value, and nothing is written where they come from.
import { expect, test } from "vitest";
import { pgDriver } from "../../src/drivers/pg.ts";
import { lookAtRows } from "../../src/postgres/copy-rows.ts";
import { tablesOf } from "../../src/postgres/history.ts";
import type { SqlSession } from "../../src/postgres/session.ts";
import { contentsOf } from "../../src/postgres/shadow-contents.ts";
import { verbatim } from "../../src/postgres/sql.ts";
import { freshDatabase } from "../support/database.ts";

const SCHEMA = `
create schema "odd ""schema";
create type mood as enum ('sad', 'it''s', 'a,b');
create type pair as (a int, b text);
create domain small as int check (value < 10);
create table everything (id bigint generated always as identity primary key, "Quoted ""name" text, mood mood, moods mood[],
  p pair, s small, raw bytea, doc jsonb, at timestamptz, day date, took interval, n numeric, f float8, real real,
  tags text[], matrix int[][], during tstzrange, at_home inet, bits bit varying, cash money, word "char", u uuid,
  twice int generated always as (length(coalesce("Quoted ""name", '')) * 2) stored);
create table "odd ""schema"."a.b" (x int);
create table parent (id int, name text);
create table child (more text) inherits (parent);
create table parts (id int, name text) partition by list (id);
create table part_one partition of parts for values in (1);
create table part_rest partition of parts default;
create table referring (id int references everything (id));
create table nothing ();
create function refuse() returns trigger language plpgsql as 'begin raise exception ''a trigger ran''; end';
create trigger refuse before insert on parent for each row execute function refuse();
create sequence counted; create sequence untouched;`;

const ROWS = `
set session_replication_role = replica;
insert into everything ("Quoted ""name", mood, moods, p, s, raw, doc, at, day, took, n, f, real, tags, matrix, during, at_home, bits, cash, word, u) values
  (e'tab\\there\\nline\\r\\\\N \\\\. back\\\\slash', 'it''s', '{sad,"a,b",NULL}', row (1, e'q"uo\\tte'), 9, '\\x00ff5c0a',
   '{"a": "\\\\n", "b": [null, 1.50]}', '0044-03-15 12:00:00.123456+00 BC', 'infinity', '-1 year 3 days 04:05:06.7', 'NaN', 'Infinity', 0.1,
   array['', 'NULL', null, '{}', e'a\\\\b'], '{{1,2},{3,null}}', '[2020-01-01,)', '10.0.0.1/8', b'0101', 12.34, 'x', '00000000-0000-0000-0000-000000000001'),
  ('', 'sad', '{}', null, null, '', 'null', '-infinity', null, null, 123456789012345678901234567890.000000001, 1e-300, null, '{}', '{}', 'empty', null, b'', null, null, null),
  (null, null, null, null, null, null, null, null, null, null, null, '-0', null, null, null, null, null, null, null, null, null),
  ('\\N', null, null, null, null, null, null, null, null, null, null, 0.1::float8 + 0.2, null, null, null, null, null, null, null, null, null);
insert into "odd ""schema"."a.b" select generate_series(1, 2500);
insert into parent values (1, 'p'); insert into child values (2, 'c', 'more');
insert into parts values (1, 'one'), (7, 'seven'), (null, 'none');
insert into referring values (1), (99);
select setval('counted', 41);`;

async function session(url: string): Promise<SqlSession> {
  return (await pgDriver({ url, env: {} })).connect("test");
}

test("every value arrives as it was, counters too, and no trigger runs", async () => {
  const [one, other] = [await freshDatabase({ sql: SCHEMA }), await freshDatabase({ sql: SCHEMA })];
  const [from, to] = [await session(one.url), await session(other.url)];
  await from.run(verbatim(ROWS));
  await from.run(
    verbatim("set datestyle = 'SQL, DMY'; set timezone = 'Asia/Tokyo'; set bytea_output = 'escape'"),
  );
  const rows = await lookAtRows(from, tablesOf({ schema: "public", table: "schema_migrations" }));
  expect(await rows.records()).toBe(null);
  await rows.copyInto(to, new Set(["public.nothing"]));
  await from.run(verbatim("commit; set timezone = 'UTC'; set datestyle = 'ISO'; set bytea_output = 'hex'"));
  await to.run(verbatim("reset all"));
  expect(await contentsOf(to)).toEqual(await contentsOf(from));
  await Promise.all([from.close(), to.close()]);
  await Promise.all([one.drop(), other.drop()]);
});

test("the look cannot write, and sees what was there when it began", async () => {
  const [one, other] = [
    await freshDatabase({ sql: "create table a (x int)" }),
    await freshDatabase({ sql: "create table a (x int)" }),
  ];
  const [from, to, writer] = [await session(one.url), await session(other.url), await session(one.url)];
  await writer.run(verbatim("insert into a values (1)"));
  const rows = await lookAtRows(from, tablesOf({ schema: "public", table: "schema_migrations" }));
  await rows.records();
  await writer.run(verbatim("insert into a values (2)"));
  await rows.copyInto(to, new Set());
  expect([...(await contentsOf(to)).rows]).toEqual([["public.a", ['{"x": 1}']]]);
  await expect(from.run(verbatim("insert into public.a values (3)"))).rejects.toMatchObject({
    code: "25006",
  });
  await Promise.all([from.close(), to.close(), writer.close()]);
  await Promise.all([one.drop(), other.drop()]);
});

test("a row that does not go in is told without its values", async () => {
  const one = await freshDatabase({ sql: "create table a (x text)" });
  const other = await freshDatabase({ sql: "create table a (x int)" });
  const [from, to] = [await session(one.url), await session(other.url)];
  await from.run(verbatim("insert into a values ('secret')"));
  const rows = await lookAtRows(from, tablesOf({ schema: "public", table: "schema_migrations" }));
  const failed = await rows.copyInto(to, new Set()).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ code: "DATA_SOURCE", database: { code: "22P02" } });
  expect(JSON.stringify([String(failed), failed])).not.toContain("secret");
  await Promise.all([from.close(), to.close()]);
  await Promise.all([one.drop(), other.drop()]);
});
