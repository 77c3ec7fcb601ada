// The way to the server breaks, swallows everything, or the runner itself stands still: nobody writes what is not theirs.
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { godwit, startGodwit } from "../support/godwit.ts";
import { wireProxy } from "../support/wire-proxy.ts";
import { expectSame, mixedSubject, undisturbed } from "./kill-rounds.ts";
import { seeded } from "./seeded.ts";
import { ask, sleepingIn, subjectOf } from "./subject.ts";
import { until } from "./until.ts";

const SLOW = {
  "001_base.sql": "create table t (n int); insert into t values (1);",
  "002_slow.sql": "select pg_sleep(8); insert into t values (2);",
  "003_after.sql": "insert into t values (3);",
};
const LEASE = { GODWIT_LEASE: "2s" };

const CUTS = 5;

test("connections cut at random: each run says so, and the end is the same", async () => {
  const wanted = await undisturbed();
  const random = seeded(Number(process.env.GODWIT_TEST_SEED ?? 20_260_219));
  const story: string[] = [];
  for (let cuts = 0; cuts < CUTS; ) {
    const subject = await mixedSubject();
    const proxy = await wireProxy(subject.url);
    for (;;) {
      const live = startGodwit(["up"], { cwd: subject.folder, env: { DATABASE_URL: proxy.url } });
      let ended = false;
      void live.result.then(() => (ended = true));
      await sleep(400 + random() * 900);
      if (!ended) proxy.cutAll();
      const { status, stderr } = await live.result;
      story.push(stderr);
      if (status === 0) break;
      cuts++;
      expect(stderr).toMatch(/connect|lock/);
      expect([1, 4], stderr).toContain(status);
    }
    await proxy.close();
    await expectSame(subject, wanted, { kills: 0, story });
  }
}, 400_000);

test("a runner that is stopped past its lease is taken over, and writes nothing when it wakes", async () => {
  const { folder, url } = await subjectOf(SLOW);
  const env = { DATABASE_URL: url, ...LEASE };
  const first = startGodwit(["up"], { cwd: folder, env });
  await until(() => sleepingIn(url));
  first.child.kill("SIGSTOP");
  const second = await godwit(["up", "--wait", "60s"], { cwd: folder, env });
  expect(second.status, second.stderr).toBe(0);
  expect(second.stderr).toMatch(/took over/);
  const before = await ask(url, "select * from schema_migrations_log order by id");
  first.child.kill("SIGCONT");
  const woken = await first.result;
  expect(woken.status, woken.stderr).toBe(4);
  expect(woken.stderr).toMatch(/lock|connection/);
  expect(await ask(url, "select n from t order by n")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(await ask(url, "select * from schema_migrations_log order by id")).toEqual(before);
});

test("a network that swallows everything: the run ends by itself, another takes over", async () => {
  const { folder, url } = await subjectOf(SLOW);
  const proxy = await wireProxy(url);
  const first = startGodwit(["up"], { cwd: folder, env: { DATABASE_URL: proxy.url, ...LEASE } });
  await until(() => sleepingIn(url));
  proxy.freeze(true);
  const second = await godwit(["up", "--wait", "60s"], { cwd: folder, env: { DATABASE_URL: url, ...LEASE } });
  expect(second.status, second.stderr).toBe(0);
  const { status, stderr } = await first.result;
  expect(status, stderr).toBe(4);
  expect(await ask(url, "select n from t order by n")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  await proxy.close();
});

test("only the worker's connection breaks: nobody starts before its statement has ended", async () => {
  const { folder, url } = await subjectOf({
    ...SLOW,
    "002_slow.sql": `create function slow(int) returns int language plpgsql immutable as
      $$ begin perform pg_sleep(2); return $1; end $$;
      create index concurrently slow_index on t (slow(n));`,
  });
  const proxy = await wireProxy(url, {
    onQuery: (text, connection) => {
      if (text.includes("create index concurrently")) setTimeout(() => connection.cut(), 300);
      return "forward";
    },
  });
  const first = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: proxy.url } });
  expect(first.status, first.stderr).toBe(4);
  expect(first.stderr).toMatch(/connection/);
  expect(
    await ask(
      url,
      "select query from pg_stat_activity where application_name like 'godwit%' and datname = current_database()",
    ),
  ).toEqual([]);
  await proxy.close();
  const second = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: url } });
  expect(second.status, second.stderr).toBe(0);
  expect(await ask(url, "select indexrelid::regclass::text as i from pg_index where not indisvalid")).toEqual(
    [],
  );
  expect(await ask(url, "select n from t order by n")).toEqual([{ n: 1 }, { n: 3 }]);
});
