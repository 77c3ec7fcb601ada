// Generated rows on a real server: what every sort of table gets, and what a plan that loses rows is told of.
import { afterEach, expect, test } from "vitest";
import { pgDriver } from "../../src/drivers/pg.ts";
import { emptyTables } from "../../src/postgres/empty-tables.ts";
import { RowFollower } from "../../src/postgres/follow-rows.ts";
import { generateRows } from "../../src/postgres/generate-rows.ts";
import { rowsLost } from "../../src/postgres/rows-lost.ts";
import type { SqlSession } from "../../src/postgres/session.ts";
import { verbatim } from "../../src/postgres/sql.ts";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";

const opened: { session: SqlSession; database: FreshDatabase }[] = [];

afterEach(async () => {
  for (const { session, database } of opened.splice(0)) {
    await session.close();
    await database.drop();
  }
});

async function databaseWith(text: string, major?: number): Promise<SqlSession> {
  const database = await freshDatabase(major ? { major } : {});
  const session = await (await pgDriver({ url: database.url, env: {} })).connect("test");
  opened.push({ session, database });
  await session.run(verbatim(text));
  return session;
}

async function rowPrints(session: SqlSession) {
  const prints = await new RowFollower(session, "hashes").read({ except: new Set(), anywhere: true });
  await session.run(verbatim("reset all; deallocate all"));
  return prints;
}

async function counts(session: SqlSession): Promise<Record<string, number>> {
  return Object.fromEntries([...(await rowPrints(session))].map(([table, { rows }]) => [table, rows]));
}

test("tables of every sort get rows that their constraints allow", async () => {
  const session = await databaseWith(`
    create type mood as enum ('sad', 'glad');
    create domain positive as integer check (value > 0);
    create table parent (id bigint generated always as identity primary key, name text not null unique);
    create table child (id uuid primary key, parent bigint not null references parent, mood mood not null,
      many positive not null, at timestamptz not null default now(), tags text[] not null, doc jsonb not null,
      code varchar(3) not null unique, kind text not null check (kind in ('x', 'y')),
      amount numeric(10,2) not null check (amount between 100 and 200), during tstzrange);
    create table tree (id integer primary key, up integer not null references tree);
    create table logged (day date not null, n integer) partition by range (day);
    create table logged_2020 partition of logged for values from ('2020-01-01') to ('2021-01-01');
    create table nothing ();
    create function refuse() returns trigger language plpgsql as $$ begin raise 'no rows here'; end $$;
    create trigger refuse before insert on parent for each row execute function refuse()`);
  expect(await generateRows(session)).toEqual([]);
  const found = await counts(session);
  expect(Object.keys(found)).toHaveLength(5);
  for (const [table, rows] of Object.entries(found)) expect([table, rows > 0]).toEqual([table, true]);
});

test("a table for which no row can be made up is named with the reason", async () => {
  const session = await databaseWith(`
    create table odd (a integer not null check (a > 10 and a < 5));
    create table fine (a integer)`);
  const [odd, ...others] = await generateRows(session);
  expect(others).toEqual([]);
  expect(odd).toMatchObject({ path: ["public", "odd"], reason: expect.stringContaining("odd_a_check") });
});

test("what refers to a table without rows is filled as soon as that has some", async () => {
  const session = await databaseWith(`
    create table whole (id integer primary key check (id > 100));
    create table part (whole integer not null references whole)`);
  const tried = new Map<string, string>();
  const reasons = await generateRows(session, {}, tried);
  expect(reasons).toEqual([]);
  await session.run(verbatim("delete from part; delete from whole; alter table whole add check (id < 100)"));
  expect(await generateRows(session, {}, tried)).toMatchObject([
    { path: ["public", "whole"] },
    { path: ["public", "part"], reason: "it refers to public.whole, which has none" },
  ]);
  await session.run(verbatim("alter table whole drop constraint whole_id_check1"));
  expect(await generateRows(session, {}, tried)).toEqual([]);
});

test("generated rows are taken out again, and what counts them is set back", async () => {
  const session = await databaseWith(`
    create table a (id serial primary key, x text);
    create table b (a integer references a)`);
  await generateRows(session);
  expect(await emptyTables(session, new Set(["public.a"]))).toBe(false);
  expect(await emptyTables(session, new Set(["public.a", "public.b"]))).toBe(true);
  expect(await counts(session)).toEqual({ "public.a": 0, "public.b": 0 });
  const [answer] = await session.run(verbatim("insert into a (x) values ('first') returning id"));
  expect(answer?.rows[0]?.id).toBe("1");
});

test("lost rows and changed values are told, new and retyped columns are not", async () => {
  const session = await databaseWith("create table a (x integer, y text); create table b (x integer)");
  await generateRows(session);
  const before = await rowPrints(session);
  await session.run(verbatim("alter table a add column z integer, alter column x type bigint"));
  expect(rowsLost(before, await rowPrints(session))).toEqual([]);
  await session.run(verbatim("update a set y = 'lost'; delete from b"));
  expect(rowsLost(before, await rowPrints(session))).toEqual([
    "the values of public.a.y are not what they were",
    "public.b had 3 rows and has 0",
  ]);
});

test("only some tables get rows, with those that they refer to, and a partition by its parent", async () => {
  const session = await databaseWith(`
    create table parent (id integer primary key);
    create table child (id integer primary key, parent integer not null references parent);
    create table grandchild (id integer primary key, child integer not null references child);
    create table logged (day date not null) partition by range (day);
    create table logged_2020 partition of logged for values from ('2020-01-01') to ('2021-01-01');
    create table other (id integer primary key)`);
  expect(await generateRows(session, { only: new Set(["public.child"]) })).toEqual([]);
  const filled = async () =>
    Object.entries(await counts(session)).flatMap(([table, rows]) => (rows > 0 ? [table] : []));
  expect((await filled()).sort()).toEqual(["public.child", "public.parent"]);
  await generateRows(session, { only: new Set(["public.logged_2020", "public.nowhere"]) });
  expect((await filled()).some((table) => /^public.logged/.test(table))).toBe(true);
  expect(await filled()).not.toContain("public.other");
});

test("tables whose keys refer to each other get rows that do", async () => {
  const session = await databaseWith(`
    create table locks (name text not null, token text not null, primary key (name, token));
    create table modes (name text primary key, token text not null, foreign key (name, token) references locks);
    alter table locks add foreign key (name) references modes`);
  expect(await generateRows(session)).toEqual([]);
  expect(await counts(session)).toEqual({ "public.locks": 3, "public.modes": 3 });
  const [answer] = await session.run(verbatim("select count(*) from locks join modes using (name, token)"));
  expect(answer?.rows).toEqual([{ count: "3" }]);
});

test("a circle in which one table takes no rows leaves none in the other", async () => {
  const session = await databaseWith(`
    create table a (id integer primary key, b integer not null);
    create table b (id integer primary key check (id > 10 and id < 5), a integer not null references a);
    alter table a add foreign key (b) references b`);
  const unfilled = await generateRows(session);
  expect(unfilled.map(({ path }) => path.join(".")).sort()).toEqual(["public.a", "public.b"]);
  expect(await counts(session)).toEqual({ "public.a": 0, "public.b": 0 });
});

test("a key of which one column is generated refers to rows that are there", async () => {
  const session = await databaseWith(`
    create table accounts (id integer primary key, is_set boolean not null, unique (id, is_set));
    create table entries (id integer primary key, account integer not null,
      is_set boolean not null generated always as (false) stored,
      foreign key (account, is_set) references accounts (id, is_set))`);
  expect(await generateRows(session)).toEqual([]);
  const [answer] = await session.run(
    verbatim(
      "select count(*) > 0 as some, count(*) = (select count(*) from entries) as all from entries e join accounts a on (a.id, a.is_set) = (e.account, e.is_set)",
    ),
  );
  expect(answer?.rows).toEqual([{ some: "t", all: "t" }]);
});

test("of several keys a check may allow one, and a domain may take no blanks", async () => {
  const session = await databaseWith(`
    create domain place as text check (value !~ '\\s');
    create table one (id integer primary key, at place not null unique);
    create table two (id integer primary key);
    create table either (one integer references one, two integer references two, check ((one is null) <> (two is null)))`);
  expect(await generateRows(session)).toEqual([]);
});

test("where many columns are checked, those of the check that refuses a row are changed", async () => {
  const kinds = (column: string) =>
    `${column} text not null check (${column} in ('one', 'two', 'three', 'four'))`;
  const session = await databaseWith(
    `create table runs (id integer primary key, ${["a", "b", "c", "d", "e"].map(kinds).join(", ")})`,
  );
  expect(await generateRows(session)).toEqual([]);
  expect(await counts(session)).toEqual({ "public.runs": 3 });
});
