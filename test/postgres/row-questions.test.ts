// Which rows are in the way of a change: the target's own are asked, and only where they can be.
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { diff } from "../../src/core/diff.ts";
import type { Finding } from "../../src/core/finding.ts";
import { pgDriver } from "../../src/drivers/pg.ts";
import { askRows } from "../../src/postgres/ask-rows.ts";
import { readSchema } from "../../src/postgres/read-schema.ts";
import type { SqlSession } from "../../src/postgres/session.ts";
import { verbatim } from "../../src/postgres/sql.ts";
import { DEFAULT_MAJOR } from "../../src/servers/platform.ts";
import { freshDatabase } from "../support/database.ts";

const TABLES = `create table users (id int primary key, name text, "Age %" int, born date);
create table orders (id int primary key, user_id int, total numeric, other int, also int);
create table things (a int, b int);`;

async function sessionOn(text: string, major = DEFAULT_MAJOR): Promise<SqlSession> {
  const database = await freshDatabase({ major });
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
  { timeoutMs = 60_000, tables = TABLES, major = DEFAULT_MAJOR } = {},
): Promise<readonly Finding[]> {
  const target = await sessionOn(`${tables}\n${rows}`, major);
  const shadow = await sessionOn(`${tables}\n${script}`, major);
  const from = await read(target);
  const statements = script.startsWith("do ") ? [script] : script.split(";");
  return askRows(target, { changes: diff(from, await read(shadow)), from, statements, timeoutMs });
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
  [
    "insert into users (id, name) values (1, '7'), (2, ' 8 '), (3, 'x'), (4, '99999999999'), (5, null), (6, '')",
    "alter table users alter column name type int using name::int",
    ["3 values of public.users.name are no valid integer"],
  ],
  [
    "insert into users (id, name) values (1, '2026-01-31'), (2, '2026-02-30')",
    "alter table users alter column name type date using (name::date)",
    ["1 value of public.users.name is no valid date"],
  ],
  [
    "insert into orders (id, other, total) values (1, 32767, 99.994), (2, 32768, 99.995), (3, -32769, 'NaN')",
    "alter table orders alter column other type smallint; alter table orders alter column total type numeric(4,2)",
    [
      "1 value of public.orders.total is no valid numeric(4,2)",
      "2 values of public.orders.other are no valid smallint",
    ],
  ],
  [
    "insert into orders (id, total) values (1, 2147483647.4), (2, 2147483647.5), (3, 'NaN'), (4, -2147483648.4)",
    "alter table orders alter column total type int",
    ["2 values of public.orders.total are no valid integer"],
  ],
  [
    "insert into users (id, born) values (1, '2026-01-01')",
    "alter table users alter column born type timestamptz; alter table users alter column id type bigint",
    [],
  ],
  // Made anew, it has other values.
  [
    "insert into users (id, name) values (1, 'x')",
    "alter table users drop column name; alter table users add column name int",
    [],
  ],
  [
    "insert into things values (1, 1), (1, 2)",
    "alter table things add column c int; create unique index on things (a) where c > 3",
    [],
  ],
  // What a block does, nobody sees.
  [
    "insert into users (id, name) values (1, 'x')",
    "do 'begin alter table users alter column name type int using 1; end'",
    [
      "the rows for column public.users.name were not looked at: whether each is a valid integer depends on the expression of USING",
    ],
  ],
  // What an expression gives is not known without running it.
  [
    "insert into users (id, name) values (1, 'abcd')",
    "alter table users alter column name type varchar(3) using left(name, 3)",
    [
      "the rows for column public.users.name were not looked at: whether each is a valid character varying(3) depends on the expression of USING",
    ],
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

/** Type, new type, and values of which some cannot be cast. */
const CASTS: readonly (readonly [from: string, to: string, values: readonly string[]])[] = [
  ["bigint", "int", ["2147483647", "2147483648", "-2147483648", "-2147483649"]],
  ["int", "smallint", ["32767", "32768", "-32768", "-32769"]],
  ["int", "numeric(4,2)", ["99", "100", "-99", "-100"]],
  ["numeric", "smallint", ["32767.49", "32767.5", "-32768.49", "-32768.5", "NaN"]],
  ["numeric", "bigint", ["9223372036854775807.4", "9223372036854775807.5", "1e30"]],
  ["numeric(12,4)", "numeric(6,2)", ["9999.994", "9999.9949", "9999.995", "-9999.995"]],
  ["numeric", "numeric(3,3)", ["0.9994", "0.9995", "1", "NaN"]],
  ["double precision", "int", ["2147483647.4", "2147483647.5", "-2147483648.5", "1e300", "NaN", "Infinity"]],
  ["real", "smallint", ["32767.4", "32767.5", "-32768.5", "40000"]],
];
/** By way of text, which can be asked without failing since PostgreSQL 16. */
const TEXT_CASTS: typeof CASTS = [
  ["text", "int", ["1", " 2 ", "x", "", "1.5", "99999999999"]],
  ["text", "numeric(4,2)", ["99.99", "99.995", "NaN", "1e1", "--1"]],
  ["text", "boolean", ["yes", "on", "t", "maybe", "2"]],
  ["text", "uuid", ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "{a0eebc999c0b4ef8bb6d6bb9bd380a11}", "a0"]],
  ["text", "timestamptz", ["2026-02-28 10:00+01", "now", "2026-02-30", "infinity"]],
  ["varchar(20)", "jsonb", ["{}", "1", "{", "'x'"]],
  ["json", "jsonb", ['{"a":1}', '"\\u0000"']],
];

describe.each(inject("majors"))("PostgreSQL %s", (major) => {
  test.each(major >= 16 ? [...CASTS, ...TEXT_CASTS] : CASTS)(
    "what %s to %s refuses is what is counted",
    async (from, to, values) => {
      const tables = `create table t (v ${from});`;
      const rows = values.map((value) => `insert into t values ('${value.replaceAll("'", "''")}');`).join("");
      const session = await sessionOn(tables, major);
      let refused = 0;
      for (const value of values) {
        const cast = session.query(`select ($1::text)::${from}::${to}`, [value]);
        refused += await cast.then(
          () => 0,
          () => 1,
        );
      }
      expect(refused).toBeGreaterThan(0);
      const change = `alter table t alter column v type ${to} using v::${to}`;
      const [finding] = await asked(rows, change, { tables, major });
      expect(finding?.message).toMatch(new RegExp(`^${refused} values? of public.t.v (is|are) no valid`));
    },
  );

  if (major < 16) {
    test("a text cannot be asked without failing, and that is said", async () => {
      const change = "alter table t alter column v type int using v::int";
      const [finding] = await asked("insert into t values ('x')", change, {
        tables: "create table t (v text);",
        major,
      });
      expect(finding).toMatchObject({ rule: "rows-not-asked", severity: "note" });
      expect(finding?.message).toContain("only since PostgreSQL 16");
    });
  }
});
