// Nothing is given that was not proved: both directions, from the files' own text, with rows and without.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SchemaEngine } from "../../src/core/schema-database.ts";
import { postgresSchemas } from "../../src/postgres/schema-engine.ts";
import { testShadows } from "../shadow/test-shadows.ts";
import { failureOf } from "../support/failure-of.ts";
import { generate } from "./open-auto.ts";

const shadows = testShadows();
beforeAll(() => shadows.ready());
afterAll(() => shadows.close());

/** Forgets some statements of its plans. */
function forgetting(what: RegExp): SchemaEngine {
  return {
    ...postgresSchemas,
    plan: (from, to, options) => {
      const plan = postgresSchemas.plan(from, to, options);
      return { ...plan, steps: plan.steps.filter(({ text }) => !what.test(text)) };
    },
  };
}

test("a migration that does not arrive is none, nor is one whose rollback does not", async () => {
  const files = { "001_a.sql": "create table a (x int);" };
  const schema = "create table a (x int); comment on table a is 'x'; create table b (y int)";
  const up = await failureOf(() =>
    generate(shadows.server, { files, schema, engine: forgetting(/^comment on table public\.a is '/) }),
  );
  expect(up).toMatchObject({
    code: "PLAN_NOT_PROVED",
    message: "the migration was run on a shadow and does not arrive:\n  comment table.public.a is missing",
  });
  const down = await failureOf(() =>
    generate(shadows.server, { files, schema, engine: forgetting(/^drop table/) }),
  );
  expect(down.message).toMatch(
    /^its rollback was run on a shadow and does not arrive:\n {2}table public\.b is left over/,
  );
});

test("what fails with rows is written down, the rollback's too", async () => {
  const files = { "001_a.sql": "create table a (x int not null, y int not null, z text);" };
  const report = await generate(shadows.server, {
    files,
    schema: "create table a (x int not null, z text, n int not null)",
  });
  expect(report.draft?.up).toContain(
    '-- may fail where there are rows; with generated ones: column "n" of relation "a" contains null values\nalter table public.a add column n integer not null;',
  );
  expect(report.draft?.down).toContain(
    '-- comes back without the values of the column\n-- may fail where there are rows; with generated ones: column "y" of relation "a" contains null values\nalter table public.a add column y integer not null;',
  );
  expect(report.findings.filter(({ rule }) => rule === "rows")).toHaveLength(2);
});

test("a column of another type, and back", async () => {
  const files = { "001_a.sql": "create table a (x numeric(10, 4) default 1);" };
  const { draft } = await generate(shadows.server, { files, schema: "create table a (x text default '1')" });
  expect(draft?.up).toContain("alter table public.a alter column x type text");
  expect(draft?.down).toContain("using x::numeric(10,4)");
});

test("a value added to an enum and used at once, and back", async () => {
  const files = {
    "001_a.sql":
      "create type e as enum ('a', 'b'); create table t (v e not null default 'a'); create view w as select v from t;",
  };
  const schema =
    "create type e as enum ('a', 'b', 'c'); create table t (v e not null default 'c'); create view w as select v from t;";
  const { draft, parts } = await generate(shadows.server, { files, schema });
  expect(draft?.up).toContain("add value 'c'");
  expect(parts?.up).toBe(2);
  expect(draft?.down).toContain("create type public.e as enum ('a', 'b');");
});

test("roles, data and modules among the migrations, and what a text must not disturb", async () => {
  const files = {
    "001_a.sql": "create role godwit_auto_reader; create table a (x int primary key, s text);",
    "002_b.sql": "-- Kind: data\ninsert into a values (1, 'one'), (2, 'two');",
    "003_c.mjs":
      'import { migration } from "godwit"; export default migration({ async up({ sql }) { await sql`create table c (x int)`; } });',
  };
  const body = "begin return '${x} -- no comment; /* no */ ' || 'it''s'; end";
  const schema = `create role godwit_auto_reader; create table a (x int primary key, s text); create table c (x int);
    grant select (x) on a to godwit_auto_reader;
    create function "odd name"() returns text language plpgsql as $f$${body}$f$;
    comment on column a.s is E'two\\nlines; and a ''quote''';`;
  const { draft, changes } = await generate(shadows.server, { files, schema });
  expect(changes).toHaveLength(3);
  expect(draft?.up).toContain(body);
  expect(draft?.down).not.toContain("drop table");
});

test("an identity given to a column with rows goes on after them, and so does its return", async () => {
  const files = {
    "001_a.sql":
      "create table a (x int primary key); create table b (x int generated always as identity primary key);",
    "002_b.sql": "insert into a values (7); insert into b default values;",
  };
  const schema =
    "create table a (x int generated always as identity primary key); create table b (x int primary key);";
  const { draft } = await generate(shadows.server, { files, schema });
  expect(draft?.up).toMatch(/setval\('public\.a_x_seq'/);
  expect(draft?.down).toMatch(/setval\('public\.b_x_seq'/);
});
