// A server in recovery: it can be looked at, and is never migrated.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resetPostgres, stopPostgres, usePostgres } from "../src/servers/embedded-postgres.ts";
import { withClient } from "./support/database.ts";
import { folderOf } from "./support/folder-of.ts";
import { godwit } from "./support/godwit.ts";
import { root } from "./support/root.ts";

const scratch = mkdtempSync(join(tmpdir(), "godwit-standby-"));
const place = { folder: join(scratch, "db"), from: root, durability: "none" } as const;
let server: Awaited<ReturnType<typeof usePostgres>>;

beforeAll(async () => {
  server = await usePostgres(place);
  const data = await withClient(server.url, async (client) => {
    const { rows } = await client.query("show data_directory");
    return String(rows[0]?.data_directory);
  });
  await server.release();
  await stopPostgres(place.folder);
  writeFileSync(join(data, "standby.signal"), "");
  server = await usePostgres(place);
});

afterAll(async () => {
  await server.release();
  await resetPostgres(place.folder);
  rmSync(scratch, { recursive: true, force: true });
});

it("is refused by name; looking at it is allowed", async () => {
  const cwd = folderOf({ "migrations/001_a.sql": "create table a ();" });
  const env = { DATABASE_URL: server.url };
  const up = await godwit(["up", "--json"], { cwd, env });
  expect(up.status).toBe(2);
  expect(up.json()).toMatchObject({ error: { code: "RECOVERY", hint: expect.stringContaining("primary") } });
  expect((await godwit(["status", "--json"], { cwd, env })).json()).toMatchObject({
    ok: true,
    counts: { pending: 1 },
  });
  const { checks } = (await godwit(["doctor", "--json"], { cwd, env })).json<{
    checks: { name: string; ok: boolean }[];
  }>();
  expect(checks.find(({ name }) => name === "primary")?.ok).toBe(false);
});
