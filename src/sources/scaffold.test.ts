import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { folderOf } from "../../test/support/folder-of.ts";
import { asModuleMigration } from "../core/module-migration.ts";
import { directory } from "./directory.ts";
import { gitAuthor } from "./git-author.ts";
import { type NewMigration, type NewMigrationOptions, newMigration } from "./scaffold.ts";

const entry = join(import.meta.dirname, "../core/module-migration.ts");

function make(root: string, options: Partial<NewMigrationOptions> = {}): NewMigration {
  return newMigration({
    root,
    folder: "migrations",
    name: "Add Users",
    numbering: "sequence",
    language: "sql",
    now: new Date("2026-02-19T23:30:00Z"),
    ...options,
  });
}

function read(root: string, file: string): string {
  return readFileSync(join(root, file), "utf8");
}

test("the first migration makes the folder, a header and the rollback", async () => {
  const root = folderOf({});
  expect(make(root, { author: "Jo", data: true })).toEqual({
    version: "001",
    name: "001_add_users",
    files: ["migrations/001_add_users.sql", "migrations/001_add_users_rollback.sql"],
    notes: [],
  });
  expect(read(root, "migrations/001_add_users.sql")).toBe(
    "-- Migration: add users\n-- Author: Jo\n-- Date: 2026-02-19\n-- Kind: data\n\n",
  );
  expect(read(root, "migrations/001_add_users_rollback.sql")).toBe("-- Reverses: 001_add_users\n\n");
  const source = directory({ folder: "migrations", root, entry });
  expect(await failureOf(() => source.collect())).toMatchObject({ code: "FILE_EMPTY" });
});

test("the folder's own form, width and other folders are followed", () => {
  const root = folderOf({
    "migrations/0007_a.up.sql": "x",
    "migrations/0007_a.down.sql": "x",
    "billing/0008_b.sql": "x",
  });
  expect(make(root).files).toEqual([
    "migrations/0008_add_users.up.sql",
    "migrations/0008_add_users.down.sql",
  ]);
  expect(make(root, { name: "c", otherFolders: ["billing"] }).version).toBe("0009");
});

test("what is wrong inside the folder does not keep anybody from the next migration", () => {
  const root = folderOf({
    "migrations/001_a.sql": "",
    "migrations/1_b.sql": "-- Kind: x",
    "migrations/009_c_rollback.sql": "",
  });
  expect(make(root).version).toBe("010");
});

test("a TypeScript migration loads, and fails in both directions until it is written", async () => {
  const root = folderOf({});
  expect(make(root, { language: "ts", author: "Jo" }).files).toEqual(["migrations/001_add_users.ts"]);
  const { migrations } = await directory({ folder: "migrations", root, entry }).collect();
  expect(migrations[0]?.header).toMatchObject({ title: "add users", author: "Jo", date: "2026-02-19" });
  const loaded = asModuleMigration(await migrations[0]?.up.load?.(), "x");
  await expect(loaded.up({} as never)).rejects.toThrow("001_add_users is not written yet");
  await expect(loaded.down?.({} as never)).rejects.toThrow("no rollback yet");
});

test("the project's own template is used, from the folder or by name", () => {
  const root = folderOf({
    "migrations/.template.sql":
      "-- Migration: {{ title }} {{version}} {{name}} {{author}}{{date}} {{unknown}}\n",
    "mine.sql": "mine\n",
  });
  make(root);
  expect(read(root, "migrations/001_add_users.sql")).toBe(
    "-- Migration: add users 001 001_add_users 2026-02-19 {{unknown}}\n",
  );
  make(root, { name: "b", template: "mine.sql" });
  expect(read(root, "migrations/002_b.sql")).toBe("mine\n");
});

test("a template that is not there is an error", async () => {
  expect(await failureOf(() => make(folderOf({}), { template: "gone.sql" }))).toMatchObject({
    code: "FILE_UNREADABLE",
    message: "gone.sql does not exist",
  });
});

test("a migration that looks like one before is warned of", () => {
  const root = folderOf({ "migrations/001_add_user.sql": "x" });
  expect(make(root).notes).toMatchObject([
    { rule: "similar-migration", message: "002_add_users is named much like 001_add_user" },
  ]);
});

test("nothing is overwritten, and nothing half written is left", async () => {
  const root = folderOf({ "migrations/001_a.up.sql": "x", "migrations/002_add_users.down.sql/x": "" });
  expect(await failureOf(() => make(root))).toMatchObject({
    code: "FILE_EXISTS",
    message: "migrations/002_add_users.down.sql exists already",
  });
  expect(readdirSync(join(root, "migrations"))).toEqual(["001_a.up.sql", "002_add_users.down.sql"]);
});

test("the author is who git says", () => {
  const root = folderOf({});
  execFileSync("git", ["init", "-q"], { cwd: root });
  execFileSync("git", ["config", "user.name", "Jo  Doe"], { cwd: root });
  expect(gitAuthor(root)).toBe("Jo Doe");
  expect(gitAuthor(join(root, "gone"))).toBeUndefined();
});
