// An administrator ends the sessions of a run, at one message after the other: it says so, and the next run finishes.
import { expect, test } from "vitest";
import { godwit } from "../support/godwit.ts";
import { wireProxy } from "../support/wire-proxy.ts";
import { ask, subjectOf } from "./subject.ts";

const FILES = {
  "001_base.sql": "create table t (n int); insert into t values (1);",
  "002_index.sql":
    "insert into t values (2);\ncreate index concurrently on t (n);\ninsert into t values (3);",
  "003_verified.sql": "insert into t values (4);",
  "003_verified_verify.sql": "select count(*) = 4 from t;",
};

/** Every message takes minutes; the default looks at some, and at others with another seed. */
const STRIDE = Number(process.env.GODWIT_TEST_STRIDE ?? 6);
const OFFSET = Number(process.env.GODWIT_TEST_SEED ?? 0) % STRIDE;

test("ended at one message after the other", async () => {
  let ended = 0;
  for (let message = 1 + OFFSET; ; message += STRIDE) {
    const { folder, url } = await subjectOf(FILES);
    let messages = 0;
    let ending: Promise<unknown> | undefined;
    const proxy = await wireProxy(url, {
      onQuery: () => {
        messages++;
        if (messages === message) ending = endRuns(url);
        return "forward";
      },
    });
    const { status, stderr } = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: proxy.url } });
    await ending;
    await proxy.close();
    // It may have been through when the sessions ended.
    expect([0, 4], stderr).toContain(status);
    if (status === 4) expect(stderr, `at message ${message}`).toMatch(/CONNECTION_LOST/);
    const next = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: url } });
    expect(next.status, next.stderr).toBe(0);
    expect(await ask(url, "select n from t order by n")).toEqual([1, 2, 3, 4].map((n) => ({ n })));
    expect(await ask(url, "select indisvalid from pg_index where indrelid = 't'::regclass")).toEqual([
      { indisvalid: true },
    ]);
    if (!ending) break;
    ended++;
  }
  expect(ended).toBeGreaterThan(20 / STRIDE);
});

function endRuns(url: string): Promise<unknown> {
  return ask(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name like 'godwit/%'`,
  );
}
