// The library as a program uses it: same results as the command line, nothing printed, errors thrown.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { assertMigrated, check, down, type Event, status, up } from "../src/index.ts";
import { type FreshDatabase, freshDatabase, withClient } from "./support/database.ts";
import { failureOf } from "./support/failure-of.ts";
import { folderOf } from "./support/folder-of.ts";

let database: FreshDatabase;
let printed: ReturnType<typeof vi.spyOn>[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  printed = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write"));
});

afterEach(async () => {
  const calls = printed.flatMap(({ mock }) => mock.calls);
  for (const spy of printed) spy.mockRestore();
  await database.drop();
  expect(calls).toEqual([]);
});

const FILES = {
  "migrations/001_users.sql": "create table users (id int);",
  "migrations/001_users_rollback.sql": "drop table users;",
  "migrations/002_names.sql": "alter table users add name text;",
  "migrations/002_names_rollback.sql": "alter table users drop name;",
};

const project = (files: Readonly<Record<string, string>> = FILES) => ({
  cwd: folderOf(files),
  url: database.url,
  variables: {},
});

it("applies, tells, reverts", async () => {
  const options = project();
  const events: Event[] = [];
  const applied = await up({ ...options, report: (event) => events.push(event) });
  expect(applied.migrations.map(({ name, steps }) => [name, steps])).toEqual([
    ["001_users", 1],
    ["002_names", 1],
  ]);
  expect(events.map(({ type }) => type)).toContain("migration-finished");
  const { migrations, counts, lock } = await status(options);
  expect(migrations[0]).toMatchObject({ version: "001", standing: "applied", hasRollback: true });
  expect(migrations[0]?.appliedAt).toBeInstanceOf(Date);
  expect([counts.applied, lock]).toEqual([2, null]);
  expect((await down({ ...options, to: "1" })).migrations.map(({ version }) => version)).toEqual(["002"]);
  expect(await check(options)).toMatchObject([{ check: "pending", version: "002" }]);
});

it("throws what stops a run; what is applied before it stays", async () => {
  const options = project({ ...FILES, "migrations/003_broken.sql": "select 1 / 0;" });
  const error = await failureOf(() => up(options));
  expect(error).toMatchObject({
    code: "MIGRATION_FAILED",
    status: 1,
    at: { file: "migrations/003_broken.sql" },
  });
  expect((await status(options)).counts).toMatchObject({ applied: 2, failed: 1 });
});

it("a reporter that throws changes nothing", async () => {
  const report = () => {
    throw new Error("broken reporter");
  };
  expect((await up({ ...project(), report })).migrations.length).toBe(2);
});

it("a dry run touches nothing", async () => {
  const { dryRun, migrations } = await up({ ...project(), dryRun: true });
  expect([dryRun, migrations.map(({ parts }) => parts?.length)]).toEqual([true, [1, 1]]);
  const rows = await withClient(database.url, (client) =>
    client.query("select to_regclass('schema_migrations') as it"),
  );
  expect(rows.rows).toEqual([{ it: null }]);
});

it("asks the URL again for each connection", async () => {
  const url = vi.fn(async () => database.url);
  await up({ ...project(), url });
  expect(url.mock.calls.length).toBeGreaterThan(1);
});

it("needs a yes to revert in a protected environment", async () => {
  const config = JSON.stringify({ environments: { prod: { protected: true } } });
  const options = { ...project({ ...FILES, "godwit.config.json": config }), environment: "prod" };
  await up(options);
  expect(await failureOf(() => down(options))).toMatchObject({ code: "CONFIRM", status: 3 });
  expect((await down({ ...options, yes: true })).migrations.length).toBe(1);
});

it("stops when its signal aborts, and goes on from there", async () => {
  const options = project({ ...FILES, "migrations/003_slow.sql": "select pg_sleep(30);" });
  const stop = new AbortController();
  const report = (event: Event) => {
    if (event.type === "migration-started" && event.name === "003_slow") setTimeout(() => stop.abort(), 500);
  };
  expect(await failureOf(() => up({ ...options, report, signal: stop.signal }))).toMatchObject({
    code: "CANCELLED",
  });
  writeFileSync(join(options.cwd, "migrations/003_slow.sql"), "select 1;");
  expect((await up(options)).migrations.map(({ name }) => name)).toEqual(["003_slow"]);
});

it("assertMigrated stops an application whose files are newer than the database", async () => {
  const options = project();
  const error = await failureOf(() => assertMigrated(options));
  expect(error).toMatchObject({ code: "CHECK_FAILED", status: 3 });
  expect(error.message).toContain("2 migrations are not applied: 001_users, 002_names");
  await up(options);
  await assertMigrated(options);
});

it("assertMigrated lets an application start on a newer database, and before the contract phase", async () => {
  const options = project({
    ...FILES,
    "migrations/003_drop.sql": "-- Phase: contract\nalter table users drop name;",
  });
  await up({ ...options, phase: "expand" });
  await assertMigrated(options);
  await up(options);
  rmSync(join(options.cwd, "migrations/003_drop.sql"));
  rmSync(join(options.cwd, "migrations/002_names.sql"));
  rmSync(join(options.cwd, "migrations/002_names_rollback.sql"));
  await assertMigrated(options);
});

it("assertMigrated waits for another process", async () => {
  const options = project();
  const waiting = assertMigrated({ ...options, wait: "30s" });
  await up(options);
  await waiting;
});

it("tells an environment that is not there, and a folder that is not", async () => {
  expect(await failureOf(() => up({ ...project(), environment: "prod" }))).toMatchObject({
    code: "ENVIRONMENT_UNKNOWN",
  });
  expect(await failureOf(() => up({ ...project(), migrations: "nowhere" }))).toMatchObject({
    code: "NO_MIGRATIONS_FOLDER",
  });
});
