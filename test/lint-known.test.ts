// Rules on what a catalogue knows: exact types, indexes and constraints, and what tables hold.
import { expect, inject, onTestFinished, test } from "vitest";
import type { Extent } from "../src/core/estimate.ts";
import { keyOf } from "../src/core/fact.ts";
import type { Severity } from "../src/core/rule.ts";
import { pgDriver } from "../src/drivers/pg.ts";
import { sqlLinter } from "../src/postgres/lint/linter.ts";
import { scriptsOf } from "../src/postgres/lint/try-rule.ts";
import { readSchema } from "../src/postgres/read-schema.ts";
import { RULES } from "../src/postgres/rules.ts";
import { freshDatabase } from "./support/database.ts";

const SCHEMA = `create schema app;
create table app.orders (id bigint primary key, note varchar(10), total numeric(10,2) not null, at timestamp);
create index orders_note on app.orders (note);
create index orders_total on app.orders (total);
create table "Odd Name" (id int primary key, ref bigint references app.orders);
create materialized view m as select id from app.orders;
do $$ begin execute 'alter table app.orders add column hidden varchar(5)'; end $$;
create function f() returns text language plpgsql as $$ begin return ';\\''$x$ ' || '\${y}'; end $$;`;

async function schemaOf(major: number) {
  const { url, drop } = await freshDatabase({ major, sql: SCHEMA });
  const session = await (await pgDriver({ url, env: {} })).connect("test");
  onTestFinished(async () => {
    await session.close();
    await drop();
  });
  return (await readSchema(session, { major, owner: "postgres" })).schema;
}

const holding = (rows: number): Extent => ({ bytes: rows * 100, totalBytes: rows * 120, rows, lookups: [] });

interface Asked {
  readonly major?: number;
  readonly rows?: number | undefined;
  readonly together?: boolean;
}

/** `severity rule` of what is found in a text when the schema is known, and perhaps what `app.orders` holds. */
async function found(
  sql: string,
  { major = 18, rows, together = false }: Asked = {},
): Promise<readonly string[]> {
  const schema = await schemaOf(major);
  const linter = sqlLinter({
    rules: RULES,
    levels: {},
    major,
    lockTimeoutMs: 2_000,
    transaction: "each",
    placeholders: {},
    today: "2026-01-01",
  });
  const orders = keyOf("table", ["app", "orders"]);
  const extents = rows === undefined ? undefined : new Map(rows === 0 ? [] : [[orders, holding(rows)]]);
  const known = { schema, ...(extents ? { extents } : {}) };
  const [first, ...others] = scriptsOf(sql);
  const scripts = first ? [{ ...first, known }, ...others] : [];
  const findings = await linter.lint(scripts, { together });
  return findings.map(({ severity, rule }: { severity: Severity; rule: string }) => `${severity} ${rule}`);
}

test.each(inject("majors"))(
  "PostgreSQL %s: types are known exactly, whoever made the column",
  async (major) => {
    const wider =
      "alter table app.orders alter column note type varchar(20), alter column hidden type varchar(9)";
    expect(await found(wider, { major })).not.toContain("error change-column-type");
    expect(await found("alter table app.orders alter column hidden type varchar(3)", { major })).toContain(
      "error change-column-type",
    );
    expect(await found("alter table app.orders alter column total set not null", { major })).not.toContain(
      "error set-not-null-scan",
    );
    expect(await found("alter table app.orders alter column at set not null", { major })).toContain(
      "error set-not-null-scan",
    );
  },
);

test("indexes that are there are known", async () => {
  const rule = "warning redundant-index";
  const again = await found("create index concurrently again on app.orders (note)");
  const other = await found("create index concurrently other on app.orders (at)");
  expect(again.some((one) => one.endsWith("redundant-index"))).toBe(true);
  expect(other).not.toContain(rule);
});

test.each([
  [undefined, "error"],
  [0, "note"],
  [500, "warning"],
  [500_000, "error"],
])("with %s rows a lock that lasts is an %s", async (rows, severity) => {
  const sql = "create index more on app.orders (at); alter table app.orders alter column at type timestamptz";
  const all = await found(sql, { rows });
  expect(all).toContain(`${severity} index-not-concurrent`);
  expect(all).toContain(`${severity} change-column-type`);
});

test("how grave a rule is, the configuration decides before any size", async () => {
  const schema = await schemaOf(18);
  const linter = sqlLinter({
    rules: RULES,
    levels: { "index-not-concurrent": "warning" },
    major: 18,
    lockTimeoutMs: 2_000,
    transaction: "each",
    placeholders: {},
    today: "2026-01-01",
  });
  const [script] = scriptsOf("create index more on app.orders (at)");
  const known = { schema, extents: new Map() };
  const findings = script ? await linter.lint([{ ...script, known }]) : [];
  expect(findings.find(({ rule }) => rule === "index-not-concurrent")).toMatchObject({
    severity: "warning",
    message: expect.stringContaining("it is empty now"),
  });
});

test("what a plan makes itself, nobody uses before its end", async () => {
  const sql = `-- file: 001.sql
create table app.fresh (id bigint primary key, a int, b int);
-- file: 002.sql
create index fresh_a on app.fresh (a);
alter table app.fresh rename to newer;
`;
  expect(await found(sql)).toContain("error index-not-concurrent");
  const together = await found(sql, { together: true });
  expect(together).not.toContain("error index-not-concurrent");
  expect(together).not.toContain("error rename-table");
});
