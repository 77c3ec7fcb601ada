// `godwit reset`: the new database takes the old one's place when it is complete, and not before.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { pgDriver } from "../src/drivers/pg.ts";
import { rebuild } from "../src/postgres/rebuild.ts";
import { freshDatabase, withClient } from "./support/database.ts";
import { folderOf } from "./support/folder-of.ts";
import { godwit } from "./support/godwit.ts";

const FILES = {
  "migrations/001_a.sql": "create table a (n int);",
  "migrations/002_b.sql": "insert into a values (1);",
};

describe.each(inject("majors"))("PostgreSQL %s", (major) => {
  async function project(files: Readonly<Record<string, string>> = FILES) {
    const cwd = folderOf(files);
    const database = await freshDatabase({ major });
    onTestFinished(() => database.drop());
    const run = (...args: string[]) => godwit(args, { cwd, env: { DATABASE_URL: database.url } });
    const ask = (sql: string) => withClient(database.url, async (client) => (await client.query(sql)).rows);
    return { cwd, database, run, ask };
  }

  it("builds anew, keeps what the database itself is, and ends its sessions", async () => {
    const { database, run, ask } = await project();
    expect((await run("up")).status).toBe(0);
    await ask(`comment on database ${database.name} is 'the shop''s'`);
    await ask(`alter database ${database.name} set search_path = public, "$user"`);
    await ask(`alter database ${database.name} set work_mem = '5MB'`);
    await ask(`alter role postgres in database ${database.name} set statement_timeout = '7s'`);
    await ask(`alter database ${database.name} connection limit 40`);
    await ask(
      `revoke connect on database ${database.name} from public; grant temporary on database ${database.name} to pg_monitor with grant option`,
    );
    await ask("insert into a values (2); create table by_hand (); create extension hstore");
    const traits = `select pg_encoding_to_char(encoding) as encoding, datcollate, datctype, datconnlimit,
      (select json_agg(a order by a) from unnest(datacl::text[]) a) as acl,
      shobj_description(oid, 'pg_database') as comment,
      (select json_agg(setconfig order by setrole) from pg_db_role_setting where setdatabase = d.oid) as settings
      from pg_database d where datname = current_database()`;
    const before = await ask(traits);
    const held = new pg.Client(database.url);
    held.on("error", () => undefined);
    await held.connect();
    const refused = await run("reset");
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining("CONFIRM")]);
    const done = await run("reset", "--yes");
    expect([done.status, done.stdout], done.stderr).toEqual([
      0,
      expect.stringMatching(/^built anew: 2 migrations in /),
    ]);
    await held.end().catch(() => undefined);
    expect(await ask("select n from a")).toEqual([{ n: 1 }]);
    expect(await ask("select to_regclass('by_hand') as gone, to_regtype('hstore') as too")).toEqual([
      { gone: null, too: null },
    ]);
    expect(await ask(traits)).toEqual(before);
    expect(await ask("select datname from pg_database where datname like 'godwit_reset%'")).toEqual([]);
    expect((await run("check")).status).toBe(0);
  });

  it("leaves the old one as it was when a migration fails", async () => {
    const { cwd, run, ask } = await project();
    expect((await run("up")).status).toBe(0);
    await ask("insert into a values (2)");
    writeFileSync(join(cwd, "migrations/003_c.sql"), "create table a (n int);");
    const failed = await run("reset", "--yes");
    expect([failed.status, failed.stderr]).toEqual([1, expect.stringContaining("MIGRATION_FAILED")]);
    expect(await ask("select n from a order by n")).toEqual([{ n: 1 }, { n: 2 }]);
    expect((await run("status", "--json")).json()).toMatchObject({ counts: { applied: 2, pending: 1 } });
    expect(await ask("select datname from pg_database where datname like 'godwit_reset%'")).toEqual([]);
  });

  it("finishes a swap that was cut off between the two names", async () => {
    const { database, run, ask } = await project();
    expect((await run("up")).status).toBe(0);
    const driver = await pgDriver({ url: database.url, env: {} });
    const admin = await (await driver.elsewhere("postgres")).connect();
    onTestFinished(() => admin.close());
    const { engine } = await rebuild(driver, () => ({}) as never);
    expect(engine).toEqual({});
    const rows = await admin.query("select datname from pg_database where datname like 'godwit_reset%'", []);
    const fresh = String(rows[0]?.datname);
    await admin.query(`alter database "${database.name}" rename to "${fresh.replace(/_new$/, "_old")}"`, []);
    const done = await run("reset", "--yes");
    expect([done.status], done.stderr).toEqual([0]);
    expect(await ask("select n from a")).toEqual([{ n: 1 }]);
    expect(await ask("select datname from pg_database where datname like 'godwit_reset%'")).toEqual([]);
  });
});

it("refuses what is protected, and what has no databases", async () => {
  const cwd = folderOf({
    ...FILES,
    "godwit.config.json": JSON.stringify({
      environments: {
        prod: { url: "postgres://nobody@127.0.0.1:1/shop", protected: true },
        league: { dynamodb: { table: "league" } },
      },
    }),
  });
  const said = async (environment: string) =>
    (await godwit(["reset", "--env", environment, "--yes"], { cwd })).stderr;
  expect(await said("prod")).toContain("RESET_PROTECTED");
  expect(await said("league")).toContain("NOT_SUPPORTED");
});
