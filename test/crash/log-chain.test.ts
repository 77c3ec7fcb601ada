// The log stays one chain when somebody else appends to it, a failure is in it, and an edited or missing line shows.
import { expect, test } from "vitest";
import { tablesOf } from "../../src/postgres/history.ts";
import { appendLog } from "../../src/postgres/log.ts";
import { withClient } from "../support/database.ts";
import { godwit } from "../support/godwit.ts";
import { wireProxy } from "../support/wire-proxy.ts";
import { ask, subjectOf, writeMigrations } from "./subject.ts";

const BASE = { "001_base.sql": "create table t (n int);" };
const STRANGER = { runId: "other", who: "bob", host: "there", pid: 1, gitSha: null, toolVersion: "0" };

test.each(["read committed", "repeatable read", "serializable"])(
  "a line of another session while a %s transaction is open",
  async (isolation) => {
    const { folder, url } = await subjectOf(BASE);
    const env = { DATABASE_URL: url };
    expect((await godwit(["up"], { cwd: folder, env })).status).toBe(0);
    writeMigrations(folder, {
      "002_open.sql": `begin isolation level ${isolation};\ninsert into t values (1);\nselect pg_sleep(1.5);\ncommit;`,
    });
    let appended = Promise.resolve();
    // Its snapshot is taken when the first statement runs; the line comes after it, and before its own.
    const proxy = await wireProxy(url, {
      onQuery: (text) => {
        if (text.includes("pg_sleep(1.5)") && !text.includes("pg_stat_activity")) {
          appended ??= new Promise((resolve) => setTimeout(resolve, 500)).then(() => append(url));
        }
        return "forward";
      },
    });
    const run = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: proxy.url } });
    expect(run.status, run.stderr).toBe(0);
    await appended;
    await proxy.close();
    expect(await ask(url, "select n from t")).toEqual([{ n: 1 }]);
    expect(
      await ask(
        url,
        "select event, count(*)::int from schema_migrations_log where version = '002' group by 1",
      ),
    ).toContainEqual({ event: "applied", count: 1 });
    expect((await godwit(["history", "--verify"], { cwd: folder, env })).status).toBe(0);
  },
);

test("many sessions that append at once make one chain", async () => {
  const { folder, url } = await subjectOf(BASE);
  const env = { DATABASE_URL: url };
  expect((await godwit(["up"], { cwd: folder, env })).status).toBe(0);
  const [before] = await ask<{ n: number }>(url, "select count(*)::int as n from schema_migrations_log");
  const lines = 10;
  const writers = Array.from({ length: 8 }, async () => {
    for (let line = 0; line < lines; line++) await append(url);
  });
  await Promise.all(writers);
  const [after] = await ask<{ n: number }>(url, "select count(*)::int as n from schema_migrations_log");
  expect((after?.n ?? 0) - (before?.n ?? 0)).toBe(writers.length * lines);
  expect((await godwit(["history", "--verify"], { cwd: folder, env })).status).toBe(0);
});

test("a failure is written although all it did is rolled back", async () => {
  const { folder, url } = await subjectOf({
    ...BASE,
    "002_fails.sql": "insert into t values (1);\ninsert into t values (1 / 0);",
  });
  const env = { DATABASE_URL: url };
  const run = await godwit(["up"], { cwd: folder, env });
  expect(run.status).toBe(1);
  expect(await ask(url, "select n from t")).toEqual([]);
  expect(await ask(url, "select success, error from schema_migrations where version = '002'")).toMatchObject([
    { success: false, error: expect.stringContaining("division by zero") },
  ]);
  expect(
    await ask(
      url,
      "select details->>'sqlstate' as code, reason from schema_migrations_log where event = 'failed'",
    ),
  ).toMatchObject([{ code: "22012", reason: expect.stringContaining("division by zero") }]);
});

test.each([
  ["an edited line", "update schema_migrations_log set who = 'nobody' where event = 'applied'"],
  ["a missing line", "delete from schema_migrations_log where id = 2"],
])("%s shows", async (_name, edit) => {
  const { folder, url } = await subjectOf({ ...BASE, "002_more.sql": "select 1;" });
  const env = { DATABASE_URL: url };
  expect((await godwit(["up"], { cwd: folder, env })).status).toBe(0);
  await append(url);
  expect((await godwit(["history", "--verify"], { cwd: folder, env })).status).toBe(0);
  await ask(url, edit);
  const { status, stderr } = await godwit(["history", "--verify"], { cwd: folder, env });
  expect(status).toBe(1);
  expect(stderr).toContain("HISTORY_TAMPERED");
});

/** As another Godwit does, in a transaction of its own. */
async function append(url: string): Promise<void> {
  const tables = tablesOf({ schema: "public", table: "schema_migrations" });
  const entry = { event: "repaired", version: "999", name: "999_other" } as const;
  const pieces = appendLog({ tables, run: STRANGER }, entry);
  await withClient(url, (client) =>
    client.query(["begin", ...pieces.map(({ sql }) => sql.text), "commit"].join(";\n")),
  );
}
