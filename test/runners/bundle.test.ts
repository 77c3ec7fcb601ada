// What `godwit bundle` writes: the same bytes for the same project, all that the migrations read, and nothing that reads files.
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { hasEmulator, startEmulator } from "../dynamodb/emulator.ts";
import { createTable } from "../dynamodb/tables.ts";
import { type FreshDatabase, freshDatabase, withClient } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";
import { root } from "../support/root.ts";
import { answerOf, bundled, type Files, functionOf } from "./bundled.ts";

const PROJECT: Files = {
  "godwit.config.ts": `import { defineConfig } from "godwit";
import { owner } from "./settings/names.ts";
export default defineConfig({
  placeholders: { owner },
  environments: { prod: { url: () => process.env.PROD_URL ?? "", protected: true } },
});\n`,
  "settings/names.ts": 'export const owner: string = "current_user";\n',
  "shared/table.sql": "create table included (id int);\n\\ir more.sql\n",
  "shared/more.sql": "insert into included values (1);\n",
  "migrations/001_plain.sql": "\uFEFF-- a byte order mark\r\ncreate table plain (id int);\r\n",
  "migrations/001_plain_rollback.sql": "drop table plain cascade;\n",
  "migrations/002_include.sql": "\\i shared/table.sql\nselect ${owner};\n",
  "migrations/003_code.ts": `import { migration } from "godwit";
import { rows } from "./rows/rows.ts";
export default migration({
  async up({ sql }) {
    for (const row of rows) await sql\`insert into plain values (\${row})\`;
  },
});\n`,
  "migrations/rows/rows.ts": "export const rows: readonly number[] = [7, 8];\n",
  "migrations/repeatable/view.sql": "create or replace view seen as select count(*) from plain;\n",
};

const bundle = (files: Files, ...words: string[]) =>
  godwit(["bundle", "--json", ...words], { cwd: folderOf(files) });
const digestOf = async (files: Files) => (await bundle(files)).json<{ digest: string }>().digest;

describe("the module", () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    return () => database.drop();
  });

  test("holds what is included and imported, and runs where there is nothing else", async () => {
    const made = await functionOf(await bundled(PROJECT), { environment: { DATABASE_URL: database.url } });
    const call = async (event: object) => answerOf(await made.invoke(event), made);
    const plan = await call({ action: "plan" });
    expect(plan).toMatchObject({ ok: true, rehearsed: false });
    expect(await call({ action: "migrate", dry_run: true })).toMatchObject({ ok: true, dryRun: true });
    const { migrations, ...about } = await call({ action: "migrate" });
    expect(about).toMatchObject({ command: "up", ok: true, status: 0, dryRun: false });
    expect(migrations?.map(({ name }) => name)).toEqual(["001_plain", "002_include", "003_code", "view"]);
    await withClient(database.url, async (client) => {
      const { rows } = await client.query(
        "select array_agg(id) as ids, (select count from seen)::int from plain",
      );
      expect(rows).toEqual([{ ids: [7, 8], count: 2 }]);
      const { rows: who } = await client.query("select distinct applied_by from schema_migrations");
      expect(who.map(({ applied_by }) => applied_by)).toContain("lambda:migrations");
    });
    // The command line agrees with what the bundle recorded: checksums and fingerprints are the same.
    const check = await godwit(["check", "--url", database.url, "--json"], { cwd: folderOf(PROJECT) });
    expect(check.json()).toMatchObject({ ok: true });
    expect(await call({ action: "doctor" })).toMatchObject({ command: "doctor", ok: true });
    expect(await call({ action: "status", environment: "nowhere" })).toMatchObject({
      ok: false,
      status: 2,
      error: { code: "ENVIRONMENT_UNKNOWN" },
    });
  });

  test("asks before a rollback of a protected environment", async () => {
    const fresh = await freshDatabase();
    onTestFinished(() => fresh.drop());
    const made = await functionOf(await bundled(PROJECT), { environment: { PROD_URL: fresh.url } });
    const call = async (event: object) => answerOf(await made.invoke(event), made);
    expect(await call({ action: "migrate", environment: "prod", to: "001" })).toMatchObject({ ok: true });
    expect(await call({ action: "rollback", environment: "prod" })).toMatchObject({
      status: 3,
      error: { code: "CONFIRM", hint: expect.stringContaining('"yes": true') },
    });
    expect(await call({ action: "rollback", environment: "prod", yes: true })).toMatchObject({
      ok: true,
      command: "down",
      environment: "prod",
      migrations: [{ version: "001" }],
    });
  });

  test("is the same wherever the project lies, and its digest is that of the meaning", async () => {
    const texts = [];
    for (let turn = 0; turn < 2; turn++)
      texts.push(readFileSync(join(await bundled(PROJECT), "index.mjs"), "utf8"));
    expect(texts[0] === texts[1]).toBe(true);
    expect(texts[0]).not.toContain("/godwit-test-");
    const digest = await digestOf(PROJECT);
    const plain = PROJECT["migrations/001_plain.sql"] ?? "";
    const commented = { ...PROJECT, "migrations/001_plain.sql": `-- more\n${plain.replace("\uFEFF", "")}` };
    expect(await digestOf(commented)).toBe(digest);
    const meant = { ...PROJECT, "migrations/001_plain.sql": plain.replace("int", "bigint") };
    expect(await digestOf(meant)).not.toBe(digest);
    const included = { ...PROJECT, "shared/more.sql": "insert into included values (2);\n" };
    expect(await digestOf(included)).not.toBe(digest);
  }, 120_000);

  test("needs no compiler for SQL and JSON, and may be a zip", async () => {
    const files = { "migrations/001_a.sql": "select 1;\n", "godwit.config.json": '{ "lockTimeout": "1s" }' };
    const cwd = folderOf(files);
    const first = await godwit(["bundle", "--out", "out/code.zip", "--json"], { cwd });
    expect(first.json()).toMatchObject({ ok: true, file: "out/code.zip", migrations: 1, wrote: "new" });
    const { bytes } = first.json<{ bytes: number }>();
    expect(bytes).toBeLessThan(3_000_000);
    const again = await godwit(["bundle", "--out", "out/code.zip"], { cwd });
    expect(again.stdout).toMatch(/^out\/code\.zip is as it was: 1 migration, \d+ KB, digest [0-9a-f]{12}\n$/);
    expect(readFileSync(join(cwd, "out/code.zip")).length).toBe(bytes);
  });
});

test.skipIf(!hasEmulator)("a database and the table beside it are one timeline there, too", async () => {
  const [database, emulator] = await Promise.all([freshDatabase(), startEmulator()]);
  onTestFinished(async () => {
    await database.drop();
    await emulator.stop();
  });
  await createTable(emulator.endpoint, "league");
  const dynamodb = {
    table: "league",
    endpoint: emulator.endpoint,
    region: "eu-central-1",
    migrations: "items",
  };
  const files = {
    "godwit.config.json": JSON.stringify({ environments: { prod: { url: database.url, dynamodb } } }),
    "migrations/001_a.sql": "create table a (id int);\n",
    "items/002_b.mjs":
      'import { dynamo } from "godwit";\nexport default dynamo({ up: async (ctx) => void (await ctx.put({ PK: "A", SK: "B" })) });\n',
    "migrations/003_c.sql": "create table c (id int);\n",
  };
  const made = await functionOf(await bundled(files, "--env", "prod"));
  expect(answerOf(await made.invoke({ action: "migrate" }), made)).toMatchObject({
    ok: true,
    environment: "prod",
    migrations: [{ version: "001" }, { version: "002" }, { version: "003" }],
  });
  const lacking = await functionOf(await bundled(files));
  expect(answerOf(await lacking.invoke({ action: "migrate", environment: "prod" }), lacking)).toMatchObject({
    status: 2,
    error: { code: "CONFIG_INVALID", hint: expect.stringContaining("godwit bundle --env prod") },
  });
});

test("a function with the project's folder needs no bundle", async () => {
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const folder = folderOf({
    ...PROJECT,
    "index.mjs": 'export { handler } from "godwit/lambda";\n',
    "node_modules/.keep": "",
  });
  symlinkSync(root, join(folder, "node_modules/godwit"));
  const made = await functionOf(folder, { environment: { DATABASE_URL: database.url } });
  expect(answerOf(await made.invoke({ action: "migrate" }), made)).toMatchObject({
    ok: true,
    migrations: [{ version: "001" }, { version: "002" }, { version: "003" }, { version: "R:view" }],
  });
});

describe("what is wrong is found when bundling", () => {
  test.each<[string, Files, string[], object]>([
    [
      "syntax",
      { "migrations/001_a.sql": "selec 1;\n" },
      [],
      { code: "SQL_SYNTAX", file: "migrations/001_a.sql" },
    ],
    [
      "in a rollback",
      { "migrations/001_a.sql": "select 1;\n", "migrations/001_a_rollback.sql": "drop tabel a;\n" },
      [],
      { code: "SQL_SYNTAX", file: "migrations/001_a_rollback.sql" },
    ],
    ["an empty file", { "migrations/001_a.sql": "" }, [], { code: "FILE_EMPTY" }],
    ["only comments", { "migrations/001_a.sql": "-- nothing\n" }, [], { code: "FILE_EMPTY" }],
    ["no folder", {}, [], { code: "NO_MIGRATIONS_FOLDER" }],
    ["a missing include", { "migrations/001_a.sql": "\\i gone.sql\n" }, [], { code: "FILE_UNREADABLE" }],
    [
      "a name that is neither",
      { "migrations/001_a.sql": "select 1;\n" },
      ["--out", "a.js"],
      { code: "USAGE" },
    ],
    ["TypeScript", { "migrations/001_a.ts": "export default migration({" }, [], { code: "MODULE_INVALID" }],
  ])("%s", async (_what, files, words, error) => {
    const result = await bundle(files, ...words);
    expect(result.json(), result.stderr).toMatchObject({ ok: false, error });
  });
});

test("a function that is killed at its deadline is continued by the next invocation", async () => {
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const folder = folderOf({});
  const files = {
    "migrations/001_a.sql": "create table ran (what text);\n",
    "migrations/002_stuck.ts": `import { existsSync, writeFileSync } from "node:fs";
import { migration } from "godwit";
const mark = process.env.MARK ?? "";
export default migration({
  async up({ sql }) {
    await sql\`insert into ran values ('002')\`;
    if (existsSync(mark)) return;
    writeFileSync(mark, "");
    for (;;);
  },
});\n`,
    "migrations/003_b.sql": "insert into ran values ('003');\n",
  };
  const environment = { DATABASE_URL: database.url, MARK: join(folder, "stuck") };
  const made = await functionOf(await bundled(files), { timeoutMs: 1_500, environment });
  const { functionError } = await made.invoke({ action: "migrate" });
  expect(functionError?.errorType).toBe("Sandbox.Timedout");
  expect(answerOf(await made.invoke({ action: "migrate" }), made)).toMatchObject({
    ok: true,
    migrations: [{ version: "002" }, { version: "003" }],
  });
  expect(made.starts()).toBe(2);
  await withClient(database.url, async (client) => {
    const { rows } = await client.query("select what from ran order by 1");
    expect(rows).toEqual([{ what: "002" }, { what: "003" }]);
  });
});
