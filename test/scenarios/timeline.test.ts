// A release that changes a database and a table: one order, one plan, one status; a failure in one stops before the other.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Emulator, hasEmulator, startEmulator } from "../dynamodb/emulator.ts";
import { type Application, application, createTable } from "../dynamodb/tables.ts";
import { freshDatabase, withClient } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit, type Result } from "../support/godwit.ts";

const module = (body: string): string =>
  `// Depends: 001\nimport { dynamo } from "godwit";\nexport default dynamo({ ${body} });\n`;
const PUT = 'async up(ctx) { await ctx.put({ PK: "CONFIG", SK: "SHOPS", on: true }); }';

interface Standings {
  readonly migrations: readonly {
    readonly version: string;
    readonly standing: string;
    readonly target: string;
  }[];
}

describe.skipIf(!hasEmulator)("a timeline", () => {
  async function shop(files: Readonly<Record<string, string>>, dynamodb: object = {}) {
    const database = await freshDatabase();
    const emulator: Emulator = await startEmulator();
    await createTable(emulator.endpoint, "shop");
    const app: Application = await application(emulator.endpoint, "shop");
    onTestFinished(async () => {
      await app.close();
      await emulator.stop();
      await database.drop();
    });
    const target = { table: "shop", endpoint: emulator.endpoint, migrations: "dynamodb", ...dynamodb };
    const environments = { dev: { url: database.url, dynamodb: target } };
    const cwd = folderOf({
      "godwit.config.json": JSON.stringify({ environments }),
      "migrations/001_shops.sql": "create table shops (id bigint primary key);\n",
      "migrations/001_shops_rollback.sql": "drop table shops;\n",
      "dynamodb/002_config.mjs": module(PUT),
      "migrations/003_names.sql": "-- Depends: 002\nalter table shops add column name text;\n",
      "migrations/003_names_rollback.sql": "alter table shops drop column name;\n",
      ...files,
    });
    const run = (...args: string[]): Promise<Result> => godwit([...args, "--env", "dev", "--json"], { cwd });
    const standings = async () =>
      (await run("status"))
        .json<Standings>()
        .migrations.map(({ version, standing }) => `${version} ${standing}`);
    return { cwd, app, run, standings, database };
  }

  test("has one order, up and down, and stops where one of them fails", async () => {
    const broken = 'async up() { throw new Error("no names yet"); }, async down() {}';
    const { cwd, app, run, standings } = await shop({
      "dynamodb/004_names.mjs": module(broken),
      "migrations/005_more.sql": "create table more (id bigint primary key);\n",
      "migrations/005_more_rollback.sql": "drop table more;\n",
    });
    const before = (await run("status")).json<Standings>().migrations;
    expect(before.map(({ target }) => target)).toEqual([
      ...["PostgreSQL", "DynamoDB", "PostgreSQL", "DynamoDB", "PostgreSQL"],
    ]);
    const failed = await run("up");
    expect(failed.status).toBe(1);
    expect(failed.json()).toMatchObject({
      migrations: [{ version: "001" }, { version: "002" }, { version: "003" }],
      failed: { version: "004" },
    });
    expect(await standings()).toEqual([
      ...["001 applied", "002 applied", "003 applied", "004 failed", "005 pending"],
    ]);
    const corrected = 'async up(ctx) { await ctx.delete("CONFIG", "SHOPS"); }';
    writeFileSync(join(cwd, "dynamodb/004_names.mjs"), module(corrected));
    const done = await run("up");
    expect(done, done.stderr).toMatchObject({ status: 0 });
    expect(await app.all()).toEqual([]);
    expect((await run("history", "--verify")).status).toBe(0);
    expect((await run("check")).json()).toMatchObject({ problems: [] });

    const down = await run("down", "--count", "4");
    expect(down, down.stderr).toMatchObject({ status: 0 });
    expect(down.json<Standings>().migrations.map(({ version }) => version)).toEqual([
      "005",
      "004",
      "003",
      "002",
    ]);
    expect(await standings()).toEqual([
      ...["001 applied", "002 pending", "003 pending", "004 pending", "005 pending"],
    ]);
    expect(await app.all()).toEqual([]);
    // Late for the table is late for the timeline.
    expect((await run("up", "--only", "3")).status).toBe(0);
    expect((await run("up")).json()).toMatchObject({ error: { code: "OUT_OF_ORDER" } });
  });

  test("has one plan, which runs only while nothing has moved in either", async () => {
    const { cwd, app, run, standings, database } = await shop({});
    const plan = await run("plan", "--out", "plan.json");
    expect(plan, plan.stderr).toMatchObject({ status: 0 });
    expect(plan.json()).toMatchObject({
      migrations: [
        { version: "001", hasRollback: true, steps: [{ losesData: null }] },
        { version: "002", items: [{ what: "put CONFIG/SHOPS", added: 1 }] },
        { version: "003", steps: [{ lock: "ACCESS EXCLUSIVE" }] },
      ],
    });
    await app.put({ PK: "CONFIG", SK: "SHOPS", on: false });
    const moved = await run("up", "--plan", "plan.json");
    expect(moved.json()).toMatchObject({
      error: { code: "PLAN_MOVED", message: expect.stringContaining("what becomes of items") },
    });
    expect(await standings()).toEqual(["001 pending", "002 pending", "003 pending"]);
    await app.remove("CONFIG", "SHOPS");
    await withClient(database.url, (client) => client.query("create table elsewhere (id int)"));
    expect((await run("up", "--plan", "plan.json")).json()).toMatchObject({
      error: { code: "PLAN_MOVED", message: expect.stringContaining("the schema of the database") },
    });
    await withClient(database.url, (client) => client.query("drop table elsewhere"));
    const done = await run("up", "--plan", "plan.json");
    expect(done, done.stderr).toMatchObject({ status: 0 });
    expect(await app.get("CONFIG", "SHOPS")).toMatchObject({ on: true });
    rmSync(join(cwd, "plan.json"));
  });

  test("is installed afresh in each of its parts", async () => {
    const init = 'async init(ctx) { await ctx.put({ PK: "CONFIG", SK: "SHOPS", on: true }); }';
    const { app, run, standings } = await shop({ "init.mjs": module(init) }, { init: "init.mjs" });
    const ran = await run("up");
    expect(ran, ran.stderr).toMatchObject({ status: 0 });
    expect(ran.json()).toMatchObject({
      migrations: [{ name: "init" }, { version: "001" }, { version: "003" }],
    });
    expect(await standings()).toEqual(["001 applied", "002 applied", "003 applied"]);
    expect(await app.get("CONFIG", "SHOPS")).toMatchObject({ on: true });
    expect((await run("up")).json()).toMatchObject({ migrations: [] });
  });
});
