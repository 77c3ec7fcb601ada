// Ctrl-C and SIGTERM: the statement ends, the history says so, the lock is free, and the next run goes on.
import { expect, test } from "vitest";
import { godwit, startGodwit } from "../support/godwit.ts";
import { ask, sleepingIn, subjectOf } from "./subject.ts";
import { until } from "./until.ts";

const FILES = {
  "001_base.sql": "create table t (n int);",
  "002_slow.sql": "insert into t values (2);\nselect pg_sleep(60);\ninsert into t values (22);",
};

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s cancels the statement that runs", async (signal) => {
  const { folder, url } = await subjectOf(FILES);
  const env = { DATABASE_URL: url };
  const live = startGodwit(["up", "--json"], { cwd: folder, env });
  await until(() => sleepingIn(url));
  const start = performance.now();
  live.child.kill(signal);
  const { status, stderr, json } = await live.result;
  expect(status, stderr).toBe(4);
  expect(performance.now() - start).toBeLessThan(20_000);
  expect((await live.result).json()).toMatchObject({ ok: false, error: { code: "CANCELLED" } });
  expect(json).toBeDefined();
  expect(await ask(url, "select n from t")).toEqual([]);
  expect(await ask(url, "select success, error from schema_migrations where version = '002'")).toEqual([
    { success: false, error: expect.stringMatching(/cancelled/) },
  ]);
  expect(await ask(url, "select held from schema_migrations_lock where id = 'lease'")).toEqual([
    { held: false },
  ]);
  expect(await sleepingIn(url)).toBe(false);
  const log = await ask<{ event: string }>(url, "select event from schema_migrations_log order by id");
  expect(log.map(({ event }) => event)).toEqual(["applied", "failed"]);
});

test("a concurrent index build is cancelled, cleared away and built by the next run", async () => {
  const { folder, url } = await subjectOf({
    "001_base.sql": `create table t (n int); insert into t select generate_series(1, 50);
      create function slow(int) returns int language plpgsql immutable as
        $$ begin perform pg_sleep(0.05); return $1; end $$;`,
    "002_index.sql":
      "insert into t values (0);\ncreate index concurrently slow_index on t (slow(n));\ninsert into t values (-1);",
  });
  const env = { DATABASE_URL: url };
  const live = startGodwit(["up"], { cwd: folder, env });
  await until(async () => (await ask(url, "select from pg_index where not indisvalid")).length > 0);
  live.child.kill("SIGINT");
  expect((await live.result).status).toBe(4);
  const second = await godwit(["up"], { cwd: folder, env });
  expect(second.status, second.stderr).toBe(0);
  expect(await ask(url, "select indisvalid from pg_index where indexrelid = 'slow_index'::regclass")).toEqual(
    [{ indisvalid: true }],
  );
  expect(await ask(url, "select count(*)::int as n from t where n < 1")).toEqual([{ n: 2 }]);
});

test("the second signal ends it at once", async () => {
  const { folder, url } = await subjectOf({
    "001_deaf.ts": `import { migration } from "godwit";
export default migration({ up: async ({ sql }) => {
  await sql\`select pg_sleep(0.01)\`;
  await sql\`create table deaf ()\`;
  for (let i = 0; i < 600; i++) await new Promise((done) => setTimeout(done, 100));
} });`,
  });
  const env = { DATABASE_URL: url };
  const live = startGodwit(["up"], { cwd: folder, env });
  // Past its last statement: a signal between two of them would end it in good order.
  const open = `select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'
    and query like 'create table deaf%'`;
  await until(async () => (await ask(url, open)).length > 0);
  live.child.kill("SIGINT");
  await until(async () => (await ask(url, open)).length > 0);
  await new Promise((done) => setTimeout(done, 300));
  const start = performance.now();
  live.child.kill("SIGINT");
  expect((await live.result).status).toBe(4);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("a signal while waiting for another run's lock", async () => {
  const { folder, url } = await subjectOf(FILES);
  const env = { DATABASE_URL: url };
  const first = startGodwit(["up"], { cwd: folder, env });
  await until(() => sleepingIn(url));
  const second = startGodwit(["up"], { cwd: folder, env });
  await until(async () => {
    const rows = await ask(
      url,
      "select from pg_stat_activity where application_name like 'godwit/%' and datname = current_database()",
    );
    return rows.length === 3;
  });
  const start = performance.now();
  second.child.kill("SIGINT");
  expect((await second.result).status).toBe(4);
  expect(performance.now() - start).toBeLessThan(20_000);
  first.child.kill("SIGINT");
  await first.result;
});
