// A statement outside transactions that the server refuses: told by its place, cleared away, and free to be corrected.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freshDatabase, withClient } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";

test("a refused concurrent index may be corrected, and leaves no invalid index", async () => {
  const database = await freshDatabase({ sql: "create table t (a int); insert into t values (1), (1)" });
  onTestFinished(() => database.drop());
  const cwd = folderOf({
    "migrations/001_index.sql":
      "alter table t add b int;\ncreate unique index concurrently t_unique on t (a);\n",
  });
  const run = () => godwit(["up", "--json", "--verbose"], { cwd, env: { DATABASE_URL: database.url } });
  const indexes = () =>
    withClient(database.url, async (client) => {
      const { rows } = await client.query(
        "select indexrelid::regclass::text as name, indisvalid as valid from pg_index where indrelid = 't'::regclass",
      );
      return rows;
    });

  const refused = await run();
  expect(refused.json()).toMatchObject({ failed: { step: 2, steps: 2, sqlstate: "23505" } });
  expect(refused.stderr.match(/step 2 of 2: create/g)).toHaveLength(1);
  expect(refused.stderr).not.toContain("there is no transaction in progress");
  expect(await indexes()).toEqual([]);

  writeFileSync(
    join(cwd, "migrations/001_index.sql"),
    "alter table t add b int;\ncreate index concurrently t_plain on t (a);\n",
  );
  expect(await run()).toMatchObject({ status: 0 });
  expect(await indexes()).toEqual([{ name: "t_plain", valid: true }]);
});
