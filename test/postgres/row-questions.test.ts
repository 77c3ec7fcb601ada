// Which rows are in the way of a change: the target's own are asked, and only where they can be.
import { expect, onTestFinished, test } from "vitest";
import { diff } from "../../src/core/diff.ts";
import type { Finding } from "../../src/core/finding.ts";
import { pgDriver } from "../../src/drivers/pg.ts";
import { askRows } from "../../src/postgres/ask-rows.ts";
import { readSchema } from "../../src/postgres/read-schema.ts";
import type { SqlSession } from "../../src/postgres/session.ts";
import { verbatim } from "../../src/postgres/sql.ts";
import { freshDatabase } from "../support/database.ts";

const TABLES = `create table users (id int primary key, name text, "Age %" int, born date);
create table orders (id int primary key, user_id int, total numeric, other int, also int);
create table things (a int, b int);`;

async function sessionOn(text: string): Promise<SqlSession> {
  const database = await freshDatabase();
  const session = await (await pgDriver({ url: database.url, env: {} })).connect("test");
  onTestFinished(async () => {
    await session.close();
    await database.drop();
  });
  await session.run(verbatim(text));
  return session;
}

const read = async (session: SqlSession) =>
  (await readSchema(session, { major: Number.parseInt(session.serverVersion, 10), owner: "postgres" }))
    .schema;

/** What is said of `rows` when `script` is to run. */
async function asked(
  rows: string,
  script: string,
  { timeoutMs = 60_000, tables = TABLES } = {},
): Promise<readonly Finding[]> {
  const target = await sessionOn(`${tables}\n${rows}`);
  const shadow = await sessionOn(`${tables}\n${script}`);
  const from = await read(target);
  return askRows(target, { changes: diff(from, await read(shadow)), from, timeoutMs });
}

const messages = async (rows: string, script: string, tables = TABLES) =>
  (await asked(rows, script, { tables })).map(({ message }) => message);

test.each([
  [
    "insert into users values (1, 'a', null), (2, null, 3), (3, null, 4)",
    'alter table users alter column name set not null; alter table users alter "Age %" set not null',
    [
      "2 rows of public.users have no name, which must not be null",
      "1 row of public.users has no Age %, which must not be null",
    ],
  ],
  [
    "insert into users values (1, 'a'), (2, 'a'), (3, 'b'), (4, null), (5, null)",
    "alter table users add unique (name)",
    ["1 value of public.users (name) is there more than once"],
  ],
  [
    "insert into things values (1, 1), (1, 1), (2, 1), (3, null), (3, null)",
    "create unique index on things (a, b)",
    ["1 value of public.things (a, b) is there more than once"],
  ],
  [
    "insert into things values (1, 1), (1, 2), (2, 1), (2, 5)",
    "create unique index on things (a) where b < 3",
    ["1 value of public.things (a) is there more than once"],
  ],
  [
    "insert into users values (1); insert into orders (id, user_id) values (1, 1), (2, 7), (3, null), (4, 8)",
    "alter table orders add foreign key (user_id) references users",
    ["2 rows of public.orders refer to rows of public.users that are not there"],
  ],
  [
    "insert into orders (id, total) values (1, 5), (2, -5), (3, null)",
    "alter table orders add constraint c check (total > 0)",
    ["1 row of public.orders is against CHECK ((total > (0)::numeric))"],
  ],
  [
    "insert into users (id, name) values (1, 'abc'), (2, 'abcd'), (3, 'abc    ')",
    "alter table users alter column name type varchar(3)",
    ["1 value of public.users.name is longer than 3 characters"],
  ],
  ["insert into users values (1, 'a', 3)", "alter table users alter column name set not null", []],
  // New here, or not yet to be true.
  [
    "insert into users values (1, 'a', 3)",
    `alter table users add column x int not null default 3 check (x > 2);
     alter table users add constraint c check (id > 5) not valid;
     create table more (id int primary key references users);`,
    [],
  ],
])("%s; then %s", async (rows, script, expected) => {
  expect(await messages(rows, script)).toEqual(expected);
});

test("a validation asks what the constraint asks", async () => {
  const tables = `${TABLES} alter table orders add constraint c check (total > 0) not valid;`;
  const rows =
    "alter table orders drop constraint c; insert into orders (id, total) values (1, -1); " +
    "alter table orders add constraint c check (total > 0) not valid";
  expect(await messages(rows, "alter table orders validate constraint c", tables)).toEqual([
    "1 row of public.orders is against CHECK ((total > (0)::numeric))",
  ]);
});

test("a question that takes too long is named, and nothing is claimed", async () => {
  const rows = "insert into users (id, name) select n, 'x' from generate_series(1, 300000) n";
  const [finding] = await asked(rows, "alter table users alter column name set not null", {
    timeoutMs: 1,
  });
  expect(finding).toMatchObject({ rule: "rows-not-asked", severity: "note" });
  expect(finding?.message).toContain("not answered within 0.001 s");
});
