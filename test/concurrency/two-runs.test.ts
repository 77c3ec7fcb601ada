// Different commands at the same time, waiting for each other or not, and the lock taken from a dead or a living run.
import { expect, test } from "vitest";
import { ask, sleepingIn, subjectOf, writeMigrations } from "../crash/subject.ts";
import { until } from "../crash/until.ts";
import { godwit, startGodwit } from "../support/godwit.ts";

const FILES = {
  "001_base.sql": "create table t (n int);",
  "001_base_rollback.sql": "drop table t;",
  "002_slow_rollback.sql": "delete from t where n = 2;",
};
const slow = (seconds: number): string => `insert into t values (2); select pg_sleep(${seconds});`;
const SESSIONS =
  "select from pg_stat_activity where application_name like 'godwit/%' and datname = current_database()";

/** `up`, while it sleeps in 002. */
async function running(seconds: number) {
  const { folder, url } = await subjectOf(FILES);
  writeMigrations(folder, { "002_slow.sql": slow(seconds) });
  const env = { DATABASE_URL: url };
  const live = startGodwit(["up"], { cwd: folder, env });
  await until(() => sleepingIn(url));
  const run = (...args: string[]) => godwit(args, { cwd: folder, env });
  const shorten = () => writeMigrations(folder, { "002_slow.sql": slow(0) });
  return { url, live, run, shorten };
}

test("`down` waits for `up`, then reverts what it applied", async () => {
  const { url, live, run } = await running(4);
  const down = await run("down", "--json");
  const up = await live.result;
  expect(up.status, up.stderr).toBe(0);
  // What there is to revert is seen before the wait; after it, the newest migration counts.
  expect(down.status, down.stderr).toBe(0);
  expect(down.json<{ migrations: { version: string }[] }>().migrations.map(({ version }) => version)).toEqual(
    ["002"],
  );
  expect(await ask(url, "select n from t")).toEqual([]);
});

test("`--wait 0` gives up at once and names the holder", async () => {
  const { live, run } = await running(30);
  const start = performance.now();
  const { status, stderr } = await run("up", "--wait", "0");
  expect(status, stderr).toBe(4);
  expect(performance.now() - start).toBeLessThan(20_000);
  expect(stderr).toMatch(new RegExp(`LOCKED.*process ${live.child.pid}`));
  live.child.kill("SIGINT");
  expect((await live.result).status).toBe(4);
});

test("`unlock` leaves a living run alone, and ends it with --force", async () => {
  const { url, live, run, shorten } = await running(30);
  const refused = await run("unlock", "--json");
  expect(refused.json()).toMatchObject({ ok: false, error: { code: "STILL_HELD" } });
  expect((await run("unlock", "--force", "--yes", "--reason", "it hangs")).status).toBe(0);
  const ended = await live.result;
  expect(ended.status, ended.stderr).toBe(4);
  expect(await ask(url, "select n from t")).toEqual([]);
  expect(await ask(url, SESSIONS)).toEqual([]);
  shorten();
  const again = await run("up");
  expect(again.status, again.stderr).toBe(0);
  expect(await ask(url, "select n from t")).toEqual([{ n: 2 }]);
  expect(await ask(url, "select reason from schema_migrations_log where event = 'unlocked'")).toEqual([
    { reason: "it hangs" },
  ]);
});

test("`unlock` after a kill -9, while the orphan still works", async () => {
  const { url, live, run, shorten } = await running(4);
  live.child.kill("SIGKILL");
  await live.result;
  const freed = await run("unlock", "--json");
  // The orphan holds the advisory lock no longer than its own connection; either answer is true, nothing hangs.
  if (freed.status !== 0) expect(freed.json()).toMatchObject({ error: { code: "STILL_HELD" } });
  shorten();
  const again = await run("up");
  expect(again.status, again.stderr).toBe(0);
  expect(await ask(url, "select n from t")).toEqual([{ n: 2 }]);
  expect(await ask(url, SESSIONS)).toEqual([]);
});

test("stamp, repair and forget wait for the lock, too", async () => {
  const { url, live, run } = await running(4);
  const [forget] = await Promise.all([run("forget", "001", "--yes", "--reason", "test"), live.result]);
  expect(forget.status, forget.stderr).toBe(0);
  expect(await ask(url, "select version from schema_migrations where version = '001'")).toEqual([]);
  expect((await run("history", "--verify")).status).toBe(0);
});
