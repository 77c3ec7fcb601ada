// Steps whose effect nobody can read back, and rollbacks that die half-way.
import { expect, test } from "vitest";
import { godwit, startGodwit } from "../support/godwit.ts";
import { type Crash, crashingUp } from "./crash-run.ts";
import { ask, sleepingIn, subjectOf, writeMigrations } from "./subject.ts";
import { until } from "./until.ts";

const PROCEDURE = `create table t (n int);
create procedure slowly() language plpgsql as $$ begin
  insert into t values (1); commit;
  perform pg_sleep(5);
  insert into t values (2);
end $$;`;

async function interrupted(files: Readonly<Record<string, string>>) {
  const { folder, url } = await subjectOf(files);
  const env = { DATABASE_URL: url };
  const live = startGodwit(["up"], { cwd: folder, env });
  await until(() => sleepingIn(url));
  live.child.kill("SIGKILL");
  await live.result;
  return { url, folder, run: (...args: string[]) => godwit(args, { cwd: folder, env }) };
}

const CALLING = {
  "001_procedure.sql": PROCEDURE,
  "002_call.sql": "insert into t values (0);\ncall slowly();\ninsert into t values (3);",
};

test("a procedure that commits inside stops the resume, until a person says it is done", async () => {
  const { url, run } = await interrupted(CALLING);
  const stopped = await run("up", "--json");
  expect(stopped.status, stopped.stderr).toBe(3);
  expect(stopped.json()).toMatchObject({ error: { code: "EFFECT_UNKNOWN" } });
  expect(stopped.stderr).toMatch(/godwit repair 002 --done/);
  // The orphan was ended, or had its time to end: nothing works on behind our back.
  expect(await sleepingIn(url)).toBe(false);
  expect((await run("up")).status).toBe(3);
  const repaired = await run("repair", "002", "--done", "--reason", "looked at t", "--yes");
  expect(repaired.status, repaired.stderr).toBe(0);
  const done = await run("up");
  expect(done.status, done.stderr).toBe(0);
  const rows = await ask<{ n: number }>(url, "select n from t order by n");
  expect(rows.map(({ n }) => n).filter((n) => n !== 2)).toEqual([0, 1, 3]);
});

test("… or that it is to be run again", async () => {
  const { url, run } = await interrupted(CALLING);
  expect((await run("up")).status).toBe(3);
  await ask(url, "delete from t where n in (1, 2)");
  const repaired = await run("repair", "002", "--again", "--reason", "cleaned up", "--yes");
  expect(repaired.status, repaired.stderr).toBe(0);
  const done = await run("up");
  expect(done.status, done.stderr).toBe(0);
  expect(await ask(url, "select n from t order by n")).toEqual([0, 1, 2, 3].map((n) => ({ n })));
});

test("TypeScript outside transactions is not run twice by itself", async () => {
  const { url, run } = await interrupted({
    "001_base.sql": "create table t (n int);",
    "002_module.ts": `import { migration } from "godwit";
export default migration({ transaction: "none", up: async ({ sql }) => {
  await sql\`insert into t values (1)\`;
  await sql\`select pg_sleep(3)\`;
} });`,
  });
  const stopped = await run("up", "--json");
  expect(stopped.status, stopped.stderr).toBe(3);
  expect(stopped.json()).toMatchObject({ error: { code: "EFFECT_UNKNOWN" } });
  expect(await ask(url, "select n from t")).toEqual([{ n: 1 }]);
});

const ROUND_TRIP = {
  "001_base.sql": "create table t (n int); create table audit (what text);",
  "001_base_rollback.sql": "drop table audit; drop table t;",
  "002_many.sql": `insert into t values (1);
create index concurrently t_n on t (n);
insert into t values (2);`,
  "002_many_rollback.sql": `insert into audit values ('a');
drop index concurrently t_n;
insert into audit values ('b');
begin; delete from t; commit;
insert into audit values ('c');`,
};

test("`down` killed at any message goes on where it stopped", async () => {
  const moments = ["before", "during", "after"] as const;
  let kills = 0;
  for (let round = 0; round < 6; round++) {
    const subject = await subjectOf(ROUND_TRIP);
    const env = { DATABASE_URL: subject.url };
    expect((await godwit(["up"], { cwd: subject.folder, env })).status).toBe(0);
    const crash: Crash = { query: 9 + round * 4, moment: moments[round % 3] ?? "before" };
    const down = await crashingUp(subject, crash, ["down"]);
    if (down.killed) kills++;
    const [half] = await ask(subject.url, "select from schema_migrations where version = '002'");
    if (half) {
      const again = await godwit(["down"], { cwd: subject.folder, env });
      expect(again.status, `${down.at}\n${again.stderr}`).toBe(0);
    }
    expect(await ask(subject.url, "select what from audit order by 1")).toEqual(
      ["a", "b", "c"].map((what) => ({ what })),
    );
    expect(await ask(subject.url, "select n from t")).toEqual([]);
    expect(await ask(subject.url, "select version from schema_migrations order by 1")).toEqual([
      { version: "000" },
      { version: "001" },
    ]);
    expect((await godwit(["up"], { cwd: subject.folder, env })).status).toBe(0);
  }
  expect(kills).toBeGreaterThan(3);
});

test("a migration half reverted is not applied over", async () => {
  const subject = await subjectOf({
    ...ROUND_TRIP,
    "002_many_rollback.sql":
      "insert into audit values ('a');\ndrop index concurrently nothing;\ninsert into audit values ('b');",
  });
  const env = { DATABASE_URL: subject.url };
  const run = (...args: string[]) => godwit(args, { cwd: subject.folder, env });
  expect((await run("up")).status).toBe(0);
  expect((await run("down")).status).toBe(1);
  const up = await run("up");
  expect(up.status, up.stderr).toBe(3);
  writeMigrations(subject.folder, {
    "002_many_rollback.sql":
      "insert into audit values ('a');\ndrop index concurrently t_n;\ninsert into audit values ('b');",
  });
  const fixed = await run("down");
  expect(fixed.status, fixed.stderr).toBe(0);
  expect(await ask(subject.url, "select what from audit order by 1")).toEqual([{ what: "a" }, { what: "b" }]);
});
