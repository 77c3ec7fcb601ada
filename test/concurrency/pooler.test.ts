// Behind PgBouncer in transaction mode: once each, nothing leaks to its other clients, and a dead run is taken over.
import { expect, test } from "vitest";
import { ask, sleepingIn, subjectOf } from "../crash/subject.ts";
import { until } from "../crash/until.ts";
import { withClient } from "../support/database.ts";
import { godwit, startGodwit } from "../support/godwit.ts";
import { hasPgBouncer, pgBouncer } from "../support/pgbouncer.ts";

const pooled = test.skipIf(hasPgBouncer() === null);
const LEASE = { GODWIT_LEASE: "2s" };

pooled("10 runs at once apply each migration once", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => {
      const version = String(index + 1).padStart(3, "0");
      return [
        `${version}_step.sql`,
        `${index === 0 ? "create table done (n int);" : ""}insert into done values (${index});`,
      ];
    }),
  );
  const { folder, url } = await subjectOf(files);
  const env = { DATABASE_URL: await pgBouncer(url, 5) };
  const results = await Promise.all(Array.from({ length: 10 }, () => godwit(["up"], { cwd: folder, env })));
  for (const { status, stderr } of results) expect(status, stderr).toBe(0);
  expect(await ask(url, "select count(*)::int as n, count(distinct n)::int as d from done")).toEqual([
    { n: 20, d: 20 },
  ]);
});

const MIXED = {
  "001_base.sql": "create schema other; create table t (n int);",
  "002_index.sql": `set search_path to other, public;
create table there (n int);
create index concurrently on there (n);
create table there_too (n int);
insert into t values (2);`,
};

pooled("a statement outside transactions needs directUrl, and this is said before anything ran", async () => {
  const { folder, url } = await subjectOf(MIXED);
  const env = { DATABASE_URL: await pgBouncer(url, 5) };
  const refused = await godwit(["up", "--json"], { cwd: folder, env });
  expect(refused.status, refused.stderr).toBe(2);
  expect(refused.json()).toMatchObject({ error: { code: "POOLED" } });
  expect(await ask(url, "select to_regclass('other.there') is null as none")).toEqual([{ none: true }]);
  expect(await ask(url, "select * from schema_migrations where version = '002'")).toEqual([]);
  const direct = await godwit(["up"], { cwd: folder, env: { ...env, GODWIT_DIRECT_URL: url } });
  expect(direct.status, direct.stderr).toBe(0);
  expect(
    await ask(
      url,
      "select relname from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'other' order by 1",
    ),
  ).toEqual([{ relname: "there" }, { relname: "there_n_idx" }, { relname: "there_too" }]);
});

pooled("settings and temporary things do not reach the pool's other clients", async () => {
  const { folder, url } = await subjectOf({
    "001_settings.sql": `set search_path to pg_catalog;
set datestyle to 'SQL, DMY';
set statement_timeout = '77s';
set lock_timeout = 0;
set standard_conforming_strings = off;
set default_transaction_read_only = on;
create temp table scratch (n int);
create table public.t (n int);
listen news;`,
  });
  const through = await pgBouncer(url, 1);
  const look = `select current_setting('search_path') as path, current_setting('datestyle') as style,
    current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
    current_setting('standard_conforming_strings') as strings, current_setting('default_transaction_read_only') as read,
    to_regclass('pg_temp.scratch')::text as scratch, (select count(*)::int from pg_listening_channels()) as listening`;
  const before = await ask(through, look);
  const { status, stderr } = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: through } });
  expect(status, stderr).toBe(0);
  expect(await ask(through, look)).toEqual(before);
});

pooled("a killed run is taken over after its lease, and its orphan has ended", async () => {
  const { folder, url } = await subjectOf({
    "001_base.sql": "create table t (n int);",
    "002_slow.sql": "insert into t values (1); select pg_sleep(3);",
  });
  const through = await pgBouncer(url, 5);
  const env = { DATABASE_URL: through, ...LEASE };
  const first = startGodwit(["up"], { cwd: folder, env });
  await until(() => sleepingIn(url));
  first.child.kill("SIGKILL");
  await first.result;
  const second = await godwit(["up"], { cwd: folder, env });
  expect(second.status, second.stderr).toBe(0);
  expect(second.stderr).toMatch(/took over/);
  expect(await ask(url, "select n from t")).toEqual([{ n: 1 }]);
});

pooled("a run that lives keeps its lease, whoever waits", async () => {
  const { folder, url } = await subjectOf({ "001_slow.sql": "create table t (n int); select pg_sleep(6);" });
  const env = { DATABASE_URL: await pgBouncer(url, 5), ...LEASE };
  const [first, second] = await Promise.all([1, 2].map(() => godwit(["up"], { cwd: folder, env })));
  for (const result of [first, second]) {
    expect(result?.status, result?.stderr).toBe(0);
    expect(result?.stderr).not.toMatch(/took over/);
  }
  await withClient(url, (client) => client.query("select from t"));
});
