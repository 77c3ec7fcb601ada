// The server dies under a run, is full, or a statement ends its own session: the history stays true, and runs go on.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { usePostgres } from "../../src/servers/embedded-postgres.ts";
import { expectNoOrphans, pidsOf, scratch } from "../servers/scratch.ts";
import { withClient } from "../support/database.ts";
import { godwit, startGodwit } from "../support/godwit.ts";
import { root } from "../support/root.ts";
import { few } from "../support/sample.ts";
import { mixedHistory } from "./mixed-history.ts";
import { pictureOf } from "./picture.ts";
import { seeded } from "./seeded.ts";
import { ask, sleepingIn, subjectOf, writeMigrations } from "./subject.ts";
import { until } from "./until.ts";

expectNoOrphans();

const KILLS = Number(process.env.GODWIT_TEST_SERVER_KILLS ?? few(4, 3));

test.skipIf(process.platform !== "linux")(
  "the server killed at random instants, and started again",
  async () => {
    const folder = join(scratch(), "db");
    const project = scratch();
    writeMigrations(project, mixedHistory("crash_owner"));
    const random = seeded(Number(process.env.GODWIT_TEST_SEED ?? 20_260_219));
    // Durable: what was committed must be there after the crash.
    let used = await usePostgres({ folder, from: root });
    const database = async (name: string): Promise<string> => {
      await withClient(used.url, (client) => client.query(`create database ${name}`));
      return at(name);
    };
    const at = (name: string): string => {
      const url = new URL(used.url);
      url.pathname = `/${name}`;
      return url.href;
    };
    const up = (name: string) => startGodwit(["up"], { cwd: project, env: { DATABASE_URL: at(name) } });
    await withClient(used.url, (client) => client.query("create role crash_owner"));
    await database("calm");
    expect((await up("calm").result).status).toBe(0);
    const wanted = await pictureOf(at("calm"));

    let kills = 0;
    for (let round = 0; kills < KILLS; round++) {
      const name = `wild_${round}`;
      await database(name);
      for (;;) {
        const live = up(name);
        let ended = false;
        void live.result.then(() => (ended = true));
        await sleep(500 + random() * 1_200);
        if (!ended) {
          kills++;
          for (const pid of pidsOf(folder, "bin/postgres")) kill(pid);
        }
        const { status, stderr } = await live.result;
        if (status !== 0) {
          expect([1, 4], stderr).toContain(status);
          expect(stderr).toMatch(/CONNECTION_LOST|CONNECT|LOCK_LOST/);
        }
        // Also after success: the kill may come when all is done and only the process has still to end.
        await used.release();
        used = await usePostgres({ folder, from: root });
        if (status === 0) break;
      }
      expect(await pictureOf(at(name))).toEqual(wanted);
    }
    await used.release();
    rmSync(join(project, "migrations"), { recursive: true });
  },
);

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}

test("a statement that ends its own session: rolled back, said, and not counted as done", async () => {
  const { folder, url } = await subjectOf({
    "001_base.sql": "create table t (n int);",
    "002_suicide.sql":
      "insert into t values (1);\nselect pg_terminate_backend(pg_backend_pid());\ninsert into t values (2);",
  });
  const env = { DATABASE_URL: url };
  const first = await godwit(["up", "--json"], { cwd: folder, env });
  expect(first.status, first.stderr).toBe(4);
  expect(first.json()).toMatchObject({ error: { code: "CONNECTION_LOST" } });
  expect(await ask(url, "select n from t")).toEqual([]);
  expect(await ask(url, "select held from schema_migrations_lock where id = 'lease'")).toEqual([
    { held: false },
  ]);
  writeMigrations(folder, { "002_suicide.sql": "insert into t values (1);" });
  expect((await godwit(["up"], { cwd: folder, env })).status).toBe(0);
});

test("a full server is asked again until a connection is free", async () => {
  const folder = join(scratch(), "db");
  const used = await usePostgres({ folder, from: root, durability: "none" });
  const project = scratch();
  writeMigrations(project, { "001_base.sql": "create table t (n int);" });
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client(used.url);
    client.on("error", () => undefined);
    try {
      await client.connect();
    } catch {
      break;
    }
    taken.push(client);
  }
  expect(taken.length).toBeGreaterThan(50);
  const live = startGodwit(["up"], { cwd: project, env: { DATABASE_URL: used.url } });
  await sleep(2_500);
  expect(live.child.exitCode).toBeNull();
  // One for the lock; the other, for the work, comes free later.
  await taken.pop()?.end();
  await sleep(2_000);
  expect(live.child.exitCode).toBeNull();
  await taken.pop()?.end();
  const { status, stderr } = await live.result;
  expect(status, stderr).toBe(0);
  await Promise.all(taken.map((client) => client.end()));
  await used.release();
});

test("the server stopped in good order under a run", async () => {
  const { folder, url } = await subjectOf({
    "001_base.sql": "create table t (n int);",
    "002_slow.sql": "insert into t values (1); select pg_sleep(20);",
  });
  const env = { DATABASE_URL: url };
  const live = startGodwit(["up"], { cwd: folder, env });
  await until(() => sleepingIn(url));
  await ask(
    url,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  const { status, stderr } = await live.result;
  expect(status, stderr).toBe(4);
  expect(stderr).toMatch(/CONNECTION_LOST/);
  expect(await ask(url, "select n from t")).toEqual([]);
});
