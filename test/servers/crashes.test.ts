// Whatever is killed, and whenever: the next use finds a working server and its data.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  postgresStatus,
  resetPostgres,
  stopPostgres,
  usePostgres,
} from "../../src/servers/embedded-postgres.ts";
import { withClient } from "../support/database.ts";
import { root } from "../support/root.ts";
import { startClient } from "./client-process.ts";
import { eventually, expectNoOrphans, pidsOf, scratch } from "./scratch.ts";

expectNoOrphans();

function killAll(pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, "SIGKILL");
}

async function runningIn(folder: string): Promise<{ readonly pid: number; readonly url: string }> {
  const status = await postgresStatus(folder);
  if (status.state !== "running") throw new Error(`it is ${status.state}`);
  return status;
}

test("the keeper killed: the server is found again and ends with its last user", async () => {
  const folder = join(scratch(), "db");
  const first = await startClient({ folder, durability: "none" });
  const before = await runningIn(folder);
  killAll(pidsOf(folder, "keeper.js"));
  await eventually(
    () => pidsOf(folder, "keeper.js").length,
    (count) => count === 0,
  );
  expect(await runningIn(folder)).toEqual({ ...before, users: 0 });

  const second = await startClient({ folder, durability: "none" });
  expect(second.said.url).toBe(first.said.url);
  expect((await runningIn(folder)).pid).toBe(before.pid);
  await first.leave();
  await second.leave();
});

test("the keeper killed: stop finds the server that it left behind", async () => {
  const folder = join(scratch(), "db");
  const client = await startClient({ folder, durability: "none" });
  killAll(pidsOf(folder, "keeper.js"));
  expect(await stopPostgres(folder)).toBe(true);
  expect(await stopPostgres(folder)).toBe(false);
  await client.leave();
});

test("everything killed at once: what was committed is there", async () => {
  const folder = join(scratch(), "db");
  const client = await startClient({ folder });
  await withClient(client.said.url ?? "", (session) =>
    session.query("create table kept as select 42 as answer"),
  );
  const all = [...pidsOf(folder, "keeper.js"), ...pidsOf(folder, "bin/postgres")];
  killAll(all);
  await client.kill();

  const used = await usePostgres({ folder, from: root });
  const { rows } = await withClient(used.url, (session) => session.query("select answer from kept"));
  expect(rows).toEqual([{ answer: 42 }]);
  await used.release();
});

test("the server killed under a session: its keeper ends, the next use starts it again", async () => {
  const folder = join(scratch(), "db");
  const client = await startClient({ folder, durability: "none" });
  const busy = withClient(client.said.url ?? "", (session) => session.query("select pg_sleep(60)")).catch(
    String,
  );
  await sleep(200);
  killAll(pidsOf(folder, "bin/postgres"));
  expect(await busy).toMatch(/terminat/);
  const used = await usePostgres({ folder, from: root, durability: "none" });
  await withClient(used.url, (session) => session.query("select 1"));
  await used.release();
  await client.leave();
});

test("the keeper told to end, as when the machine shuts down, stops the server in good order", async () => {
  const folder = join(scratch(), "db");
  const client = await startClient({ folder });
  for (const pid of pidsOf(folder, "keeper.js")) process.kill(pid, "SIGTERM");
  expect(
    await eventually(
      () => pidsOf(folder, "bin/postgres"),
      (pids) => pids.length === 0,
    ),
  ).toEqual([]);
  expect(readFileSync(join(folder, "server.log"), "utf8")).toMatch(/database system is shut down\n$/);
  await client.leave();
});

test("a process number that belongs to somebody else does not stop the start", async () => {
  const folder = join(scratch(), "db");
  await (await usePostgres({ folder, from: root, durability: "none" })).release();
  await stopPostgres(folder);
  // What is left after a power cut when the number has been given to another program: to this one.
  const lines = [process.pid, join(folder, "data"), 1, 5432, "", "127.0.0.1", "", "ready"];
  writeFileSync(join(folder, "data", "postmaster.pid"), `${lines.join("\n")}\n`);
  expect(await postgresStatus(folder)).toEqual({ state: "stopped", major: 18 });
  const used = await usePostgres({ folder, from: root, durability: "none" });
  await withClient(used.url, (session) => session.query("select 1"));
  await used.release();
});

test("the keeper killed at any moment of the start: whoever waits gets a server all the same", async () => {
  const folder = join(scratch(), "db");
  for (const pause of [0, 20, 40, 60, 80, 100, 130, 160, 200, 250]) {
    const using = usePostgres({ folder, from: root, durability: "none" });
    await eventually(
      () => pidsOf(folder, "keeper.js").length,
      (count) => count > 0,
    );
    await sleep(pause);
    killAll(pidsOf(folder, "keeper.js"));
    const used = await using;
    await withClient(used.url, (session) => session.query("select 1"));
    await used.release();
    // Now an existing database, now a new one.
    await (pause % 40 === 0 ? resetPostgres(folder) : stopPostgres(folder));
  }
  await stopPostgres(folder);
});
