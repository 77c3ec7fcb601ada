// A migration that drops or alters the history's tables is rolled back and named, and the history goes on.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";

test.each([
  ["drop table if exists schema_migrations;", 2],
  ["alter table schema_migrations rename to old_migrations;", 2],
  ["alter table schema_migrations drop column success;", 2],
  ["drop schema public cascade;\ncreate schema public;", 2],
])("%s", async (statement, line) => {
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const file = "migrations/002_next.sql";
  const cwd = folderOf({
    "migrations/001_first.sql": "create table a (b int);\n",
    [file]: `create table if not exists c (d int);\n${statement}\n`,
  });
  const run = (command: string) => godwit([command, "--json"], { cwd, env: { DATABASE_URL: database.url } });

  const refused = await run("up");
  expect(refused.status).toBe(2);
  expect(refused.json()).toMatchObject({
    migrations: [{ version: "001" }],
    error: { code: "SQL_REFUSED", file, line, message: expect.stringContaining("public.schema_migrations") },
  });

  writeFileSync(join(cwd, file), "create table c (d int);\n");
  expect((await run("up")).json()).toMatchObject({ migrations: [{ version: "002" }] });
  expect((await run("status")).json()).toMatchObject({ counts: { applied: 2, failed: 0 } });
});

test("a history in a schema of its own does not mind", async () => {
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const cwd = folderOf({
    "migrations/001_first.sql": "drop table if exists schema_migrations;\n",
    "migrations/002_next.sql": "drop schema public cascade;\ncreate schema public;\n",
  });
  const env = { DATABASE_URL: database.url, GODWIT_HISTORY_SCHEMA: "godwit" };
  expect(await godwit(["up"], { cwd, env })).toMatchObject({ status: 0 });
});
