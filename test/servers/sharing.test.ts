// One server for all who use it, from the first to the last of them.
import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  postgresStatus,
  resetPostgres,
  startPostgres,
  stopPostgres,
  usePostgres,
} from "../../src/servers/embedded-postgres.ts";
import { withClient } from "../support/database.ts";
import { root } from "../support/root.ts";
import { startClient } from "./client-process.ts";
import { eventually, expectNoOrphans, pidsOf, scratch } from "./scratch.ts";

expectNoOrphans();
const DURABILITY = "none";

test("processes that start at once share one server, which ends after the last", async () => {
  const folder = join(scratch(), "db");
  const clients = await Promise.all(
    Array.from({ length: 6 }, () => startClient({ folder, durability: DURABILITY })),
  );
  expect(new Set(clients.map(({ said }) => said.url)).size).toBe(1);
  await eventually(
    () => pidsOf(folder, "keeper.js").length,
    (count) => count === 1,
  );
  expect(pidsOf(folder, "keeper.js")).toHaveLength(1);
  expect(pidsOf(folder, "bin/postgres")).toHaveLength(1);
  const [last, ...others] = clients;
  for (const client of others) await client.leave();
  expect(await postgresStatus(folder)).toMatchObject({ state: "running", users: 1, pinned: false });
  await last?.leave();
  expect(
    await eventually(
      () => postgresStatus(folder),
      ({ state }) => state !== "running",
    ),
  ).toEqual({
    state: "stopped",
    major: 18,
  });
});

test("a user that is killed counts as gone", async () => {
  const folder = join(scratch(), "db");
  const [first, second] = await Promise.all(
    [1, 2].map(() => startClient({ folder, durability: DURABILITY })),
  );
  await first?.kill();
  expect(await postgresStatus(folder)).toMatchObject({ state: "running" });
  await second?.kill();
  expect(
    await eventually(
      () => pidsOf(folder, ""),
      (pids) => pids.length === 0,
    ),
  ).toEqual([]);
});

test("a new user during the shutdown waits and gets a server", async () => {
  const folder = join(scratch(), "db");
  for (const pause of [250, 290, 300, 310, 330, 360]) {
    const used = await usePostgres({ folder, from: root, durability: DURABILITY });
    await used.release();
    await new Promise((resolve) => setTimeout(resolve, pause));
    const next = await usePostgres({ folder, from: root, durability: DURABILITY });
    await withClient(next.url, (client) => client.query("select 1"));
    await next.release();
  }
});

test("started, it stays without users, keeps port and data, and stops on request", async () => {
  const folder = join(scratch(), "db");
  expect(await postgresStatus(folder)).toEqual({ state: "absent" });
  expect(await stopPostgres(folder)).toBe(false);
  const started = await startPostgres({ folder, from: root });
  if (started.state !== "running") throw new Error(`it is ${started.state}`);
  await withClient(started.url, (client) => client.query("create table kept as select 42 as answer"));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await postgresStatus(folder)).toEqual({ ...started, users: 0, pinned: true });
  expect(await stopPostgres(folder)).toBe(true);
  expect(await postgresStatus(folder)).toEqual({ state: "stopped", major: 18 });

  const used = await usePostgres({ folder, from: root });
  expect(used.url).toBe(started.url);
  const { rows } = await withClient(used.url, (client) => client.query("select answer from kept"));
  expect(rows).toEqual([{ answer: 42 }]);
  await used.release();
});

test("reset stops it, whoever uses it, and removes the data", async () => {
  const folder = join(scratch(), "db");
  const used = await usePostgres({ folder, from: root, durability: DURABILITY });
  await withClient(used.url, (client) => client.query("create table gone ()"));
  await resetPostgres(folder);
  expect(await postgresStatus(folder)).toEqual({ state: "absent" });
  const again = await usePostgres({ folder, from: root, durability: DURABILITY });
  const { rows } = await withClient(again.url, (client) =>
    client.query("select to_regclass('gone') as found"),
  );
  expect(rows).toEqual([{ found: null }]);
  expect(again.url).not.toBe(used.url);
  await again.release();
});

test("the settings: UTF-8, code point order, UTC, durable unless asked otherwise", async () => {
  const folder = join(scratch(), "db");
  const used = await usePostgres({ folder, from: root });
  const { rows } = await withClient(used.url, (client) =>
    client.query(`select current_setting('fsync') as fsync, current_setting('timezone') as zone,
      pg_encoding_to_char(encoding) as encoding, upper('ä') as upper, 'Z' < 'a' as by_code_point
      from pg_database where datname = current_database()`),
  );
  expect(rows).toEqual([{ fsync: "on", zone: "UTC", encoding: "UTF8", upper: "Ä", by_code_point: true }]);
  expect(statSync(join(folder, "password")).mode & 0o777).toBe(0o600);
  await expect(usePostgres({ folder, from: root, durability: "none" })).rejects.toMatchObject({
    code: "SERVER_START",
    hint: expect.stringContaining("godwit db stop"),
  });
  await used.release();
});
