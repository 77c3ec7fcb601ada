// An application that holds a table: nobody queues behind us for long, the holder is named, and `up` gets through.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withClient } from "../support/database.ts";
import { godwit } from "../support/godwit.ts";
import { few, waitsLong } from "../support/sample.ts";
import { ask, subjectOf } from "./subject.ts";

const FILES = { "001_alter.sql": "alter table t add column v int;\ninsert into t values (2, 2);" };
const TIMEOUT_MS = 1_200;
/** Several tries must fail before it ends. */
const HOLDS_MS = few(12_000, 5_000);
/** For a busy machine. */
const TOLERANCE_MS = 3_000;

/** Holds ACCESS SHARE, as any SELECT in an open transaction does. */
function hold(url: string, until: number | AbortSignal): Promise<void> {
  return withClient(url, async (client) => {
    await client.query("set application_name = 'reports'; begin; select count(*) from t");
    if (typeof until === "number") await sleep(until);
    else await once(until, "abort");
    await client.query("commit");
  });
}

/** Reads the table again and again; answers the longest that one reading took. */
async function read(url: string, signal: AbortSignal): Promise<number> {
  return withClient(url, async (client) => {
    let worst = 0;
    while (!signal.aborted) {
      const start = performance.now();
      await client.query("select count(*) from t");
      worst = Math.max(worst, performance.now() - start);
      await sleep(50);
    }
    return worst;
  });
}

test("readers wait at most one lock timeout, and the holder is named", async () => {
  const { folder, url } = await subjectOf(FILES);
  await ask(url, "create table t (n int); insert into t values (1)");
  const events = join(folder, "events.jsonl");
  const reading = new AbortController();
  const worst = read(url, reading.signal);
  const holding = hold(url, HOLDS_MS);
  await sleep(300);
  const env = { DATABASE_URL: url, GODWIT_LOCK_TIMEOUT: `${TIMEOUT_MS}ms`, GODWIT_EVENTS: events };
  const { status, stderr } = await godwit(["up"], { cwd: folder, env });
  expect(status, stderr).toBe(0);
  await holding;
  reading.abort();
  expect(await worst).toBeLessThan(TIMEOUT_MS + TOLERANCE_MS);
  // Had nobody queued at all, this test would show nothing.
  expect(await worst).toBeGreaterThan(300);
  expect(stderr).toMatch(/reports.*on t/);
  const lines = readFileSync(events, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const blocked = lines.filter(({ type }) => type === "blocked");
  expect(blocked[0].blockers).toEqual([
    expect.objectContaining({ application: "reports", state: "idle in transaction", relation: "t" }),
  ]);
  expect(lines.some(({ type }) => type === "retrying")).toBe(true);
  expect(await ask(url, "select n from t order by n")).toEqual([{ n: 1 }, { n: 2 }]);
});

test("a budget that is too short ends with LOCK_TIMEOUT and leaves nothing behind", async () => {
  const { folder, url } = await subjectOf(FILES);
  await ask(url, "create table t (n int); insert into t values (1)");
  const enough = new AbortController();
  const holding = hold(url, enough.signal);
  await sleep(300);
  const env = { DATABASE_URL: url, GODWIT_LOCK_TIMEOUT: "1s", GODWIT_LOCK_BUDGET: "2s" };
  const result = await godwit(["up", "--json"], { cwd: folder, env });
  expect(result.status, result.stderr).toBe(4);
  expect(result.json()).toMatchObject({ error: { code: "LOCK_TIMEOUT" } });
  expect(
    await ask(
      url,
      "select count(*)::int as n from pg_locks where relation = 't'::regclass and mode like 'AccessExcl%'",
    ),
  ).toEqual([{ n: 0 }]);
  enough.abort();
  await holding;
  expect((await godwit(["up"], { cwd: folder, env })).status).toBe(0);
});

test("a file's own lock_timeout counts only where it is lower", async () => {
  const { folder, url } = await subjectOf({
    "001_alter.sql": "set lock_timeout = 0;\nset statement_timeout = 0;\nalter table t add column v int;",
  });
  await ask(url, "create table t (n int)");
  const reading = new AbortController();
  const worst = read(url, reading.signal);
  const holding = hold(url, HOLDS_MS);
  await sleep(300);
  const env = { DATABASE_URL: url, GODWIT_LOCK_TIMEOUT: `${TIMEOUT_MS}ms` };
  const { status, stderr } = await godwit(["up"], { cwd: folder, env });
  expect(status, stderr).toBe(0);
  await holding;
  reading.abort();
  expect(await worst).toBeLessThan(TIMEOUT_MS + TOLERANCE_MS);
});

test.skipIf(waitsLong)("an autovacuum is displaced", async () => {
  const { folder, url } = await subjectOf({ "001_alter.sql": "alter table big add column w int;" });
  await ask(
    url,
    `create table big (n int) with (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
    insert into big select generate_series(1, 200000); update big set n = n + 1`,
  );
  const vacuums =
    "select pid from pg_stat_progress_vacuum where datname = current_database() and relid = 'big'::regclass";
  await ask(url, "alter system set autovacuum_naptime = '1s'");
  await ask(url, "select pg_reload_conf()");
  try {
    const end = Date.now() + 60_000;
    while ((await ask(url, vacuums)).length === 0) {
      if (Date.now() > end) throw new Error("autovacuum never came");
      await sleep(50);
    }
    const working = await ask(url, vacuums);
    const { status, stderr } = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: url } });
    expect(status, stderr).toBe(0);
    // It comes back soon, as another process; this one had minutes of work left.
    for (const one of working) expect(await ask(url, vacuums)).not.toContainEqual(one);
  } finally {
    await ask(url, "alter system reset autovacuum_naptime");
    await ask(url, "select pg_reload_conf()");
  }
});
