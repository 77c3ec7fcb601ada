// What a rehearsal sees of statements: each claim is the server's own, and those from a table are compared with it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Migration } from "../../src/core/migration.ts";
import type { Observation } from "../../src/core/observation.ts";
import type { Program } from "../../src/core/step.ts";
import { foresee } from "../../src/postgres/foresee.ts";
import { operationOf } from "../../src/postgres/operation.ts";
import { freshDatabase, withClient } from "../support/database.ts";
import { openRehearsal } from "./open-rehearsal.ts";
import { testShadows } from "./test-shadows.ts";

const shadows = testShadows();
beforeAll(() => shadows.ready());
afterAll(() => shadows.close());

const BEFORE = `create table a (id int primary key, x text, n int);
create table b (id int primary key, a int);
create table p (id int) partition by range (id);
create table p1 partition of p for values from (0) to (10);
create view v as select id from a;
create materialized view m as select id from a;`;

async function watched(script: string) {
  const folder = mkdtempSync(join(tmpdir(), "godwit-observed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "001_before.sql"), BEFORE);
  writeFileSync(join(folder, "002_script.sql"), script);
  const { rehearsal, migrations } = await openRehearsal(folder, shadows.server);
  await rehearsal.up(migrations[0] as Migration);
  const seen: Observation[] = [];
  let program: Program | undefined;
  const outcome = await rehearsal.up(migrations[1] as Migration, {
    observe: (one) => seen.push(one),
    cut: (found) => {
      program = found;
    },
  });
  await rehearsal.close();
  return { outcome, seen, program };
}

const path = (relation: readonly string[]) => relation.slice(1).join(".");

/** `locks`, `rewrites` and `scans` of a statement alone, in short. */
async function effects(statement: string) {
  const { outcome, seen } = await watched(statement);
  expect(outcome).toMatchObject({ ok: true });
  const [only] = seen;
  return {
    locks: only?.locks.map(({ relation, mode }) => `${path(relation)} ${mode}`),
    rewrites: only?.rewrites.map(path),
    scans: only?.scans.map(path),
    rows: only?.rows,
  };
}

test.each([
  ["alter table a add column y text", ["a ACCESS EXCLUSIVE"], [], []],
  ["alter table a add column y timestamptz default clock_timestamp()", ["a ACCESS EXCLUSIVE"], ["a"], ["a"]],
  ["alter table a alter column n type bigint", ["a ACCESS EXCLUSIVE"], ["a"], ["a"]],
  ["alter table a alter column x type varchar", ["a ACCESS EXCLUSIVE"], [], []],
  ["alter table a alter column x set not null", ["a ACCESS EXCLUSIVE"], [], ["a"]],
  ["alter table a add constraint c check (n > 0)", ["a ACCESS EXCLUSIVE"], [], ["a"]],
  ["alter table a add constraint c check (n > 0) not valid", ["a ACCESS EXCLUSIVE"], [], []],
  ["create index on a (x)", ["a SHARE"], [], ["a"]],
  [
    "alter table b add foreign key (a) references a (id) not valid",
    ["a SHARE ROW EXCLUSIVE", "b SHARE ROW EXCLUSIVE"],
    [],
    [],
  ],
  ["create table p2 partition of p for values from (10) to (20)", ["p ACCESS EXCLUSIVE"], [], []],
  ["refresh materialized view m", ["m ACCESS EXCLUSIVE", "a ACCESS SHARE"], ["m"], ["a"]],
  ["drop table b", ["b ACCESS EXCLUSIVE"], [], []],
  ["truncate a", ["a ACCESS EXCLUSIVE"], [], []],
  ["lock table a in exclusive mode", ["a EXCLUSIVE"], [], []],
  [
    "create trigger t before insert on a for each row execute function suppress_redundant_updates_trigger()",
    ["a SHARE ROW EXCLUSIVE"],
    [],
    [],
  ],
  ["comment on table a is 'x'", ["a SHARE UPDATE EXCLUSIVE"], [], []],
  ["create table c (id int)", [], [], []],
])("%s", async (statement, locks, rewrites, scans) => {
  expect(await effects(statement)).toMatchObject({
    locks: expect.arrayContaining([...locks]),
    rewrites,
    scans,
  });
});

test("each statement has its own part in what a transaction does", async () => {
  const { seen } = await watched(`create index on a (x);
alter table a add column y int;
insert into a (id) values (1), (2);
update a set n = 1;
create table c (id int);
insert into c values (1);`);
  expect(seen.map(({ locks }) => locks.map(({ relation, mode }) => `${path(relation)} ${mode}`))).toEqual([
    ["a SHARE"],
    ["a ACCESS EXCLUSIVE"],
    [],
    [],
    [],
    [],
  ]);
  expect(seen.map(({ rows }) => rows)).toEqual([0, 0, 2, 2, 0, 0]);
  expect(seen.every(({ logged }) => logged > 0)).toBe(true);
});

/** These take and give back their locks by themselves; an open snapshot makes them wait while they hold one. */
test.each([
  "create index concurrently i on a (x)",
  "reindex table concurrently a",
  "drop index concurrently a_x",
])("%s: what is known is what the server does", async (statement) => {
  const { program } = await watched(statement.replace("a_x", "if exists a_x"));
  const [step] = program?.steps ?? [];
  if (!step) throw new Error("no step");
  const operation = operationOf(step);
  if (operation.type !== "statement") throw new Error("no statement");
  const [known] = foresee(operation).locks;
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  await withClient(url, (client) =>
    client.query("create table a (id int primary key, x text); create index a_x on a (x)"),
  );
  const holder = new pg.Client(url);
  const runner = new pg.Client(url);
  await Promise.all([holder.connect(), runner.connect()]);
  await holder.query("begin isolation level repeatable read; select count(*) from a");
  const running = runner.query(statement).catch(() => undefined);
  const { rows } = await held(url);
  await holder.query("rollback");
  await running;
  await Promise.all([holder.end(), runner.end()]);
  expect(known?.mode).toBe("SHARE UPDATE EXCLUSIVE");
  expect(rows).toContain("ShareUpdateExclusiveLock");
  expect(rows).not.toContain("AccessExclusiveLock");
});

/** Modes that anybody but the holder has or wants on the table, once there are some. */
async function held(url: string): Promise<{ readonly rows: readonly string[] }> {
  for (;;) {
    const rows = await withClient(url, async (client) => {
      const found = await client.query<{ mode: string }>(
        "select mode from pg_locks where relation = 'a'::regclass and pid <> pg_backend_pid() and mode <> 'AccessShareLock'",
      );
      return found.rows.map(({ mode }) => mode);
    });
    if (rows.length > 0) return { rows };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
