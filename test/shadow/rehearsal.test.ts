// Single migrations on a shadow: up, down, what fails, copies, and what a shadow must not run.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Rehearsal } from "../../src/actions/rehearsal.ts";
import type { Migration } from "../../src/core/migration.ts";
import { openRehearsal } from "./open-rehearsal.ts";
import { testShadows } from "./test-shadows.ts";

const shadows = testShadows();
beforeAll(() => shadows.ready());
afterAll(() => shadows.close());

interface Opened {
  readonly rehearsal: Rehearsal;
  readonly migrations: readonly Migration[];
}

async function opened(files: Readonly<Record<string, string>>): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "godwit-rehearsal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return openRehearsal(folder, shadows.server);
}

async function tables({ rehearsal }: Opened): Promise<readonly string[]> {
  const facts = [...(await rehearsal.read()).values()];
  return facts
    .filter(({ id }) => id.kind === "table")
    .map(({ id }) => id.path.join("."))
    .sort();
}

test("runs one migration, its rollback, and it again", async () => {
  const all = await opened({
    "001_a.sql": "create table a (x int);",
    "001_a_rollback.sql": "drop table a;",
    "002_b.sql": "create table b (x int);",
  });
  const { rehearsal, migrations } = all;
  const [first, second] = migrations as [Migration, Migration];
  expect(await rehearsal.up(first)).toMatchObject({ ok: true, steps: 1 });
  const before = await rehearsal.read();
  expect(await tables(all)).toEqual(["public.a"]);
  expect(await rehearsal.down(first)).toMatchObject({ ok: true, steps: 1 });
  expect(await tables(all)).toEqual([]);
  expect(await rehearsal.up(first)).toMatchObject({ ok: true });
  expect([...(await rehearsal.read())]).toEqual([...before]);
  expect(await rehearsal.up(second)).toMatchObject({ ok: true });
  expect(await rehearsal.down(second)).toMatchObject({
    ok: false,
    undone: true,
    error: { code: "NO_ROLLBACK" },
  });
  await rehearsal.close();
});

test("what is not written to the history still needs the tables to be there", async () => {
  const all = await opened({
    "001_a.sql": "create table a (x int);",
    "001_a_rollback.sql": "drop table a, schema_migrations_log;",
    "002_b.sql": "alter table schema_migrations drop column checksum;",
  });
  const { rehearsal, migrations } = all;
  const [first, second] = migrations as [Migration, Migration];
  expect(await rehearsal.up(first)).toMatchObject({ ok: true });
  const refused = { ok: false, undone: true, error: { code: "SQL_REFUSED" } };
  expect(await rehearsal.down(first)).toMatchObject(refused);
  expect(await rehearsal.up(second)).toMatchObject(refused);
  expect(await tables(all)).toEqual(["public.a"]);
  await rehearsal.close();
});

test("says whether a failure left anything behind", async () => {
  const all = await opened({
    "001_whole.sql": "create table a (x int); select 1/0;",
    "002_parts.sql": "begin; create table b (x int); commit; select 1/0;",
    "003_bad.sql": "create tabel c (x int);",
    "004_down.sql": "create table d (x int);",
    "004_down_rollback.sql": "drop table d; drop table nowhere;",
  });
  const { rehearsal, migrations } = all;
  const [whole, parts, bad, down] = migrations as [Migration, Migration, Migration, Migration];
  expect(await rehearsal.up(whole)).toMatchObject({
    ok: false,
    undone: true,
    error: { code: "MIGRATION_FAILED", at: { file: expect.stringContaining("001_whole.sql"), line: 1 } },
  });
  expect(await tables(all)).toEqual([]);
  expect(await rehearsal.up(bad)).toMatchObject({ ok: false, undone: true, error: { code: "SQL_SYNTAX" } });
  expect(await rehearsal.up(down)).toMatchObject({ ok: true });
  expect(await rehearsal.down(down)).toMatchObject({
    ok: false,
    undone: true,
    error: { code: "ROLLBACK_FAILED" },
  });
  expect(await tables(all)).toEqual(["public.d"]);
  expect(await rehearsal.up(parts)).toMatchObject({ ok: false, undone: false });
  expect(await tables(all)).toEqual(["public.b", "public.d"]);
  await rehearsal.close();
});

test("a copy goes its own way, with history and rows", async () => {
  const all = await opened({
    "001_a.sql": "create table a (x int); insert into a values (1);",
    "001_a_rollback.sql": "drop table a;",
    "002_b.sql": "create role rehearsed; create table b (x int);",
  });
  const { rehearsal, migrations } = all;
  const [first, second] = migrations as [Migration, Migration];
  await rehearsal.up(first);
  const copy = await rehearsal.copy();
  expect(await copy.down(first)).toMatchObject({ ok: true });
  expect(await tables({ rehearsal: copy, migrations })).toEqual([]);
  await copy.close();
  expect(await tables(all)).toEqual(["public.a"]);
  expect(await rehearsal.up(second)).toMatchObject({ ok: true });
  const another = await rehearsal.copy();
  expect(await another.fill()).toEqual([]);
  const lost = await another.watchRows();
  await another.shadow.load([{ file: "x", text: "delete from a" }]);
  expect(await lost()).toEqual(["public.a had 1 rows and has 0"]);
  await rehearsal.close();
  await another.close();
});

test("what reaches outward is left out, and told", async () => {
  const all = await opened({
    "001_a.sql": "create table a (x int); copy a from program 'echo 1'; create table b (x int);",
  });
  const { rehearsal, migrations } = all;
  expect(await rehearsal.up(migrations[0] as Migration)).toMatchObject({ ok: true });
  expect(await tables(all)).toEqual(["public.a", "public.b"]);
  expect(rehearsal.skipped).toMatchObject([{ rule: "shadow-outward", at: { line: 1 } }]);
  await rehearsal.close();
});
