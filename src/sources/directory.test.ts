import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { folderOf } from "../../test/support/folder-of.ts";
import type { Collection } from "../core/migration.ts";
import { directory } from "./directory.ts";

async function collect(
  files: Readonly<Record<string, string | Uint8Array>>,
  folder: string | readonly string[] = "migrations",
): Promise<Collection> {
  return directory({ folder, root: folderOf(files), entry: "" }).collect();
}

test("files become migrations with their rollbacks and verify scripts, by version", async () => {
  const { migrations, notes } = await collect({
    "migrations/010_c.sql": "select 1",
    "migrations/010_c.down.sql": "select 1",
    "migrations/002_b.up.sql": "-- Kind: data\nselect 1",
    "migrations/002_b.down.sql": "select 1",
    "migrations/1_a.sql": "select 1",
    "migrations/001_rollback.sql": "select 1",
    "migrations/1_a_verify.sql": "select true",
    "migrations/011_d.ts": "export default 1",
    "migrations/repeatable/views.sql": "select 1",
    "migrations/repeatable/README.md": "",
    "migrations/seeds/x.sql": "select 1",
    "migrations/README.md": "",
    "migrations/.gitkeep": "",
    "migrations/.old/001_x.sql": "select 1",
  });
  expect(notes).toEqual([]);
  expect(
    migrations.map(({ version, name, down, verify }) => [version, name, down?.file, verify?.file]),
  ).toEqual([
    ["1", "1_a", "migrations/001_rollback.sql", "migrations/1_a_verify.sql"],
    ["002", "002_b", "migrations/002_b.down.sql", undefined],
    ["010", "010_c", "migrations/010_c.down.sql", undefined],
    ["011", "011_d", "migrations/011_d.ts", undefined],
    ["R:views", "views", undefined, undefined],
  ]);
  expect(migrations.map(({ header }) => header.kind)).toEqual([
    "schema",
    "data",
    "schema",
    "schema",
    "schema",
  ]);
  expect(migrations.map(({ repeatable }) => repeatable)).toEqual([false, false, false, false, true]);
});

test("several folders are one history", async () => {
  const files = {
    "core/001_a.sql": "select 1",
    "billing/002_b.sql": "select 1",
    "billing/repeatable/v.sql": "select 1",
  };
  const { migrations } = await collect(files, ["core", "billing"]);
  expect(migrations.map(({ up }) => up.file)).toEqual([
    "core/001_a.sql",
    "billing/002_b.sql",
    "billing/repeatable/v.sql",
  ]);
});

test("a folder that is named twice is read once", async () => {
  const { migrations } = await collect({ "m/001_a.sql": "select 1" }, ["m", "./m/"]);
  expect(migrations).toHaveLength(1);
});

test("the folder may be the project itself", async () => {
  const { migrations } = await collect({ "001_a.sql": "select 1", "repeatable/v.sql": "select 1" }, ".");
  expect(migrations.map(({ up }) => up.file)).toEqual(["001_a.sql", "repeatable/v.sql"]);
});

test("an empty folder has no migrations, and nothing to say", async () => {
  expect(await collect({ "migrations/.gitkeep": "" })).toEqual({ migrations: [], notes: [] });
});

test.each([
  [
    "VERSION_DUPLICATE",
    { "007_b.sql": "select 1", "7_a.sql": "select 1" },
    /^version 7 is that of m\/007_b.sql and m\/7_a.sql$/,
    /`godwit renumber 7_a` makes it "m\/008_a.sql"/,
  ],
  [
    "VERSION_DUPLICATE",
    { "001_a.ts": "export default 1", "001_a.js": "export default 1" },
    /001_a.js and m\/001_a.ts/,
    /godwit renumber/,
  ],
  ["VERSION_RESERVED", { "000_a.sql": "select 1" }, /version 000/, /from 001/],
  [
    "ROLLBACK_ORPHAN",
    { "001_a_rollback.sql": "select 1", "002_b.sql": "select 1" },
    /001_a_rollback.sql is the rollback of/,
    /version 001/,
  ],
  ["ROLLBACK_ORPHAN", { "001_a_verify.sql": "select 1" }, /verify script of/, /version 001/],
  ["ROLLBACK_ORPHAN", { "001_a.down.sql": "select 1" }, /rollback of/, /version 001/],
  [
    "ROLLBACK_DUPLICATE",
    { "001_a.sql": "select 1", "001_a_rollback.sql": "select 1", "001_rollback.sql": "select 1" },
    /rollbacks m\/001_a_rollback.sql and m\/001_rollback.sql/,
    /rm m\/001_rollback.sql/,
  ],
  [
    "ROLLBACK_DUPLICATE",
    { "001_a.sql": "select 1", "001_a_verify.sql": "select 1", "01_a_verify.sql": "select 1" },
    /verify scripts/,
    /rm/,
  ],
  ["FILE_EMPTY", { "001_a.sql": "" }, /the migration m\/001_a.sql is empty/, /select 1/],
  ["FILE_EMPTY", { "001_a.sql": "-- later\n" }, /has comments but no statement/, /select 1/],
  ["FILE_EMPTY", { "001_a.up.sql": "-- Migration: a\n" }, /has comments but no statement/, /select 1/],
  ["FILE_EMPTY", { "001_a.sql": "select 1", "001_a_verify.sql": "--" }, /the verify script/, /select 1/],
  ["FILE_EMPTY", { "repeatable/v.sql": "" }, /the repeatable migration/, /select 1/],
  ["FILE_NAME", { "1.2_a.sql": "select 1" }, /1.2_a.sql/, /whole number/],
  [
    "FILE_NAME",
    { "V1__a.sql": "select 1", "V2__b.sql": "select 1" },
    /nothing in m is named like a migration: see m\/V1__a.sql/,
    /godwit new/,
  ],
  ["FILE_NAME", { "001_a/up.sql": "select 1" }, /nothing in m .* see m\/001_a/, /godwit new/],
  [
    "FILE_NAME",
    { "repeatable/v.sql": "select 1", "repeatable/v_rollback.sql": "select 1" },
    /no rollback/,
    /delete it/,
  ],
  [
    "VERSION_DUPLICATE",
    { "repeatable/\u00fc.sql": "select 1", "repeatable/u\u0308.sql": "select 1" },
    /the same name/,
    /rename/,
  ],
  ["FILE_ENCODING", { "001_a.sql": Buffer.from("\uFEFFselect 1", "utf16le") }, /UTF-16/, /UTF-8/],
  ["HEADER_INVALID", { "001_a.sql": "-- Kind: dat\nselect 1" }, /Kind: dat/, /data/],
] as const)("%s: %j", async (code, files, message, hint) => {
  const inFolder = Object.fromEntries(Object.entries(files).map(([name, content]) => [`m/${name}`, content]));
  const failure = await failureOf(() => collect(inFolder, "m"));
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(message);
  expect(failure.hint).toMatch(hint);
  expect(failure.at?.file).toMatch(/^m\//);
});

test("everything that is wrong is told at once", async () => {
  const files: Record<string, string> = { "m/1.2_a.sql": "select 1" };
  for (let version = 1; version <= 8; version++) files[`m/00${version}_a.sql`] = "";
  const failure = await failureOf(() => collect(files, "m"));
  expect(failure.code).toBe("FILE_NAME");
  expect(failure.message.split("; also: ")).toHaveLength(7);
  expect(failure.message).toMatch(/005_a.sql is empty; also: 3 more$/);
  expect((failure.cause as AggregateError).errors).toHaveLength(9);
});

test("one mistake is not told twice: the rollback of a file that cannot be read is no orphan", async () => {
  const files = {
    "m/001_a.sql": "-- Kind: dat\nselect 1",
    "m/001_a_rollback.sql": "select 1",
    "m/setup.sql": "x",
  };
  expect((await failureOf(() => collect(files, "m"))).message).not.toMatch(/also/);
});

test("repeatable migrations alone are a folder of migrations, too", async () => {
  const { migrations } = await collect({ "m/repeatable/v.sql": "select 1", "m/setup.sql": "select 1" }, "m");
  expect(migrations.map(({ version }) => version)).toEqual(["R:v"]);
});

test("what is odd is noted, one note a sort", async () => {
  const { migrations, notes } = await collect({
    "migrations/001-Foo.sql": "select 1",
    "migrations/002_b.up.sql": "",
    "migrations/003_c.up.sql": "-- nothing for PostgreSQL",
    "migrations/004_d.sql": "-- migrate:up\nselect 1",
    "migrations/004_e_rollback.sql": "-- cannot be undone",
    "migrations/005_f.sql": "select 1",
    "migrations/005_f_rollback.sql": "-- Reverses: 005_f\n\n",
    "migrations/006_g.sql": "select 1",
    "migrations/006_g_rollback.sql": "",
    "migrations/007_h.txt": "",
    "migrations/008_i/up.sql": "select 1",
    "migrations/setup.sql": "select 1",
    "migrations/repeatable/v.ts": "",
  });
  expect(migrations.map(({ version, down }) => [version, down?.file])).toEqual([
    ["001", undefined],
    ["002", undefined],
    ["003", undefined],
    ["004", "migrations/004_e_rollback.sql"],
    ["005", undefined],
    ["006", undefined],
  ]);
  expect(Object.fromEntries(notes.map(({ rule, at, message }) => [rule, at?.file ?? message]))).toEqual({
    "migration-folder-ignored": "migrations/008_i",
    "migration-name-style": "migrations/001-Foo.sql",
    "migration-extension-ignored": "migrations/007_h.txt",
    "migration-name-ignored": "migrations/setup.sql",
    "migration-empty":
      "2 files (migrations/002_b.up.sql, migrations/003_c.up.sql) are without a statement: recorded when applied, but nothing is done",
    "other-tool-marks": "migrations/004_d.sql",
    "rollback-name": "migrations/004_e_rollback.sql",
    "rollback-empty": "migrations/004_e_rollback.sql",
    "rollback-unwritten":
      "2 files (migrations/005_f_rollback.sql, migrations/006_g_rollback.sql) are not written yet: until then there is no rollback",
    "repeatable-ignored": "migrations/repeatable/v.ts",
  });
});

test("a folder that is not there, or is a file, says so", async () => {
  expect(await failureOf(() => collect({}))).toMatchObject({
    code: "NO_MIGRATIONS_FOLDER",
    message: "migrations does not exist",
    hint: expect.stringContaining("godwit init"),
  });
  expect(await failureOf(() => collect({ migrations: "" }))).toMatchObject({
    code: "FOLDER_UNREADABLE",
    message: "migrations is not a folder",
  });
});

test("links are followed; those that lead nowhere or in a circle are errors", async () => {
  const root = folderOf({ "sql/a.sql": "select 1", "migrations/.gitkeep": "", "more/v.sql": "select 1" });
  const folder = join(root, "migrations");
  symlinkSync("../sql/a.sql", join(folder, "001_a.sql"));
  symlinkSync("../more", join(folder, "repeatable"));
  symlinkSync(".", join(folder, "self"));
  const source = directory({ folder: "migrations", root, entry: "" });
  expect((await source.collect()).migrations.map(({ version }) => version)).toEqual(["001", "R:v"]);
  symlinkSync("gone.sql", join(folder, "002_b.sql"));
  symlinkSync("003_c.sql", join(folder, "003_c.sql"));
  expect(await failureOf(() => source.collect())).toMatchObject({
    code: "FILE_UNREADABLE",
    message:
      "migrations/002_b.sql does not exist; also: migrations/003_c.sql is a symbolic link that leads in a circle",
  });
});

test("files and folders that may not be read say so", async () => {
  const root = folderOf({ "migrations/001_a.sql": "select 1" });
  const source = directory({ folder: "migrations", root, entry: "" });
  chmodSync(root, 0o755);
  chmodSync(join(root, "migrations/001_a.sql"), 0);
  expect(await asOrdinaryUser(() => failureOf(() => source.collect()))).toMatchObject({
    code: "FILE_UNREADABLE",
    message: "migrations/001_a.sql may not be read by this user",
  });
  chmodSync(join(root, "migrations"), 0o600);
  expect(await asOrdinaryUser(() => failureOf(() => source.collect()))).toMatchObject({
    code: "FOLDER_UNREADABLE",
    message: "migrations may not be read by this user",
  });
  chmodSync(join(root, "migrations"), 0o700);
});

/** The superuser may read everything. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

/** How fast is told by `npm run bench -- many-files`. */
test("thousands of files are one folder", { timeout: 120_000 }, async () => {
  const root = folderOf({});
  mkdirSync(join(root, "migrations"));
  for (let version = 3_000; version >= 1; version--) {
    writeFileSync(join(root, `migrations/${version}_a.sql`), "create table t (id bigint);\n");
  }
  const { migrations } = await directory({ folder: "migrations", root, entry: "" }).collect();
  expect(migrations.map(({ version }) => Number(version))).toEqual(
    Array.from({ length: 3_000 }, (_, index) => index + 1),
  );
});
