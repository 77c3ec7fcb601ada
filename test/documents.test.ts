// The shapes of the JSON documents (CONTRACT section 5): a field that goes, or means something else, breaks somebody.
import { expect, it } from "vitest";
import { freshDatabase } from "./support/database.ts";
import { folderOf } from "./support/folder-of.ts";
import { godwit } from "./support/godwit.ts";

/** A value's shape: names of its fields with their types, and one entry per distinct shape of a list. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value))
    return [...new Set(value.map((item) => JSON.stringify(shapeOf(item))))].map((text) => JSON.parse(text));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
  }
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return "time";
  return value === null ? null : typeof value;
}

it("keeps the shapes of its documents", async () => {
  const database = await freshDatabase();
  const cwd = folderOf({
    "migrations/001_users.sql": "create table users (id int);",
    "schema.sql": "create table users (id bigint);\ncreate table more (id int);",
    "migrations/001_users_rollback.sql": "drop table users;",
    "migrations/002_index.sql": "select 1;\ncreate index concurrently on users (id);",
    "migrations/003_broken.sql": "select 1;\ninsert into users values ('a');",
  });
  const env = { DATABASE_URL: database.url };
  const shapes: Record<string, unknown> = {};
  try {
    for (const command of [
      "status",
      "up --dry-run",
      "up --to 1",
      "up",
      "status",
      "check",
      "drift",
      "verify 1",
      "diff --from migrations/001_users.sql --to schema.sql",
      "lint",
      "forget 3 --yes",
      "down --count 2",
      "redo",
      "history --verify",
      "doctor",
      "unlock",
      "up --bogus",
    ]) {
      const { status, json } = await godwit([...command.split(" "), "--json"], { cwd, env });
      const title = command in shapes ? `${command} again` : command;
      shapes[title] = { status, document: shapeOf(json()) };
    }
  } finally {
    await database.drop();
  }
  await expect(`${JSON.stringify(shapes, null, 2)}\n`).toMatchFileSnapshot("documents.json");
});
