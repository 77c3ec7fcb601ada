// `godwit lint` as a whole: which files it looks at, what it ends with, what it writes.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshDatabase, withClient } from "./support/database.ts";
import { folderOf } from "./support/folder-of.ts";
import { godwit } from "./support/godwit.ts";

const ONE = "-- Description: one\ncreate table t (id bigint primary key, n text);\n";
const TWO = "-- Description: two\ncreate index t_n on t (n);\n";
const FILES = {
  "migrations/001_one.sql": ONE,
  "migrations/001_one_rollback.sql": "drop table t;",
  "migrations/002_two.sql": TWO,
  "migrations/002_two_rollback.sql": "drop index concurrently t_n;",
};

interface Found {
  readonly rule: string;
  readonly file: string;
}

async function rules(
  words: string[],
  options: { cwd: string; env?: Record<string, string>; input?: string },
) {
  const { status, json } = await godwit(["lint", ...words, "--json"], options);
  const document = json() as { findings?: Found[] };
  return { status, found: (document.findings ?? []).map(({ rule, file }) => `${file} ${rule}`) };
}

describe("godwit lint", () => {
  it("looks at all migrations, and ends with 3 on errors", async () => {
    const cwd = folderOf(FILES);
    expect(await rules([], { cwd })).toEqual({
      status: 3,
      found: ["migrations/002_two.sql index-not-concurrent"],
    });
  });

  it("looks at files that were named, with what those before them made", async () => {
    const cwd = folderOf({ ...FILES, "migrations/001_one.sql": `${ONE}drop table gone;` });
    expect((await rules(["migrations/002_two.sql"], { cwd })).found).toEqual([
      "migrations/002_two.sql index-not-concurrent",
    ]);
    expect((await rules(["--from", "2"], { cwd })).found).toEqual([
      "migrations/002_two.sql index-not-concurrent",
    ]);
  });

  it("takes files without any project, in their order", async () => {
    const cwd = folderOf({ "sql/a.sql": ONE, "sql/b.sql": TWO });
    expect((await rules(["sql"], { cwd })).found).toEqual(["sql/b.sql index-not-concurrent"]);
    expect((await rules(["sql/b.sql", "--rule", "index-not-concurrent"], { cwd })).found).toHaveLength(1);
  });

  it("is told levels, rules of the project and tenants by the configuration", async () => {
    const cwd = folderOf({
      ...FILES,
      "godwit.config.json": JSON.stringify({
        rules: { "index-not-concurrent": "note", "require-table-schema": "warning" },
        tenancy: { column: "tenant_id" },
        lint: { failOn: "warning", requiredColumns: { created_at: "" } },
      }),
    });
    const { status, found } = await rules([], { cwd });
    expect(status).toBe(3);
    expect(found).toEqual(
      expect.arrayContaining([
        "migrations/001_one.sql require-table-schema",
        "migrations/001_one.sql tenant-column",
        "migrations/001_one.sql required-columns",
      ]),
    );
  });

  it("runs rules of the project", async () => {
    const cwd = folderOf({
      ...FILES,
      "godwit.config.ts": `import { defineConfig, lintRule } from "godwit";
const own = lintRule({
  name: "no-t", hazards: ["no-t"], gravity: "S1", on: ["CreateStmt"],
  why: "Because.", instead: "call it otherwise", bad: "create table t ();", good: "create table u ();",
  statement({ node }, { report }) {
    if (node && "CreateStmt" in node && node.CreateStmt.relation?.relname === "t") report({ message: "t again" });
  },
});
export default defineConfig({ customRules: [own], rules: { "index-not-concurrent": "off" } });`,
    });
    expect(await rules([], { cwd })).toEqual({ status: 3, found: ["migrations/001_one.sql no-t"] });
  });

  it("says which rule of the project failed", async () => {
    const rule = `lintRule({ name: "own", hazards: ["own"], gravity: "S1", why: "Because.", instead: "x", bad: "", good: "",
  statement() { throw new Error("oops"); } })`;
    const cwd = folderOf({
      ...FILES,
      "godwit.config.ts": `import { defineConfig, lintRule } from "godwit";\nexport default defineConfig({ customRules: [${rule}] });`,
    });
    const { status, stderr } = await godwit(["lint"], { cwd });
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining("the rule own of customRules failed: oops"),
    ]);
  });

  it("refuses names that are no rules", async () => {
    const cwd = folderOf({ ...FILES, "godwit.config.json": '{"rules":{"drop-tabel":"off"}}' });
    const { status, stderr } = await godwit(["lint"], { cwd });
    expect([status, stderr]).toEqual([2, expect.stringContaining("did you mean drop-table?")]);
    expect((await godwit(["lint", "--rule", "nonsense"], { cwd: folderOf(FILES) })).status).toBe(2);
  });

  it("writes fixes and looks again", async () => {
    const cwd = folderOf({ ...FILES, "migrations/002_two.sql": "-- ä\ncreate index t_n on t (n);" });
    const { status, stdout } = await godwit(["lint", "--fix"], { cwd });
    expect([status, stdout]).toEqual([0, expect.stringContaining("fixed migrations/002_two.sql:2")]);
    expect(readFileSync(join(cwd, "migrations/002_two.sql"), "utf8")).toBe(
      "-- ä\ncreate index concurrently t_n on t (n);",
    );
  });

  it("leaves types to --fix-types, and saves a rollback in the comments that restores the schema", async () => {
    const typed = "create table d (c json, id bigint generated always as identity primary key);\n";
    const cwd = folderOf({
      "migrations/001_good.sql": `${typed}-- ROLLBACK (save as 001_good_rollback.sql)\n-- drop table d;\n`,
      "migrations/002_bad.sql": "create table e (n int);\n-- Rollback:\n-- select 1;\n-- drop table d;\n",
    });
    const first = await godwit(["lint", "--fix"], { cwd });
    expect(first.stdout).toContain(
      "fixed migrations/001_good.sql:2 missing-rollback: saved the rollback in its comments as migrations/001_good_rollback.sql: it restores the schema exactly",
    );
    expect(first.stderr).toContain("migrations/002_bad.sql:2: the rollback in the comments is not saved:");
    expect(first.stdout).toMatch(/can be fixed by --fix-types/);
    expect(readFileSync(join(cwd, "migrations/001_good_rollback.sql"), "utf8")).toBe("drop table d;\n");
    expect(readFileSync(join(cwd, "migrations/001_good.sql"), "utf8")).toContain("c json,");
    expect(existsSync(join(cwd, "migrations/002_bad_rollback.sql"))).toBe(false);
    await godwit(["lint", "--fix-types"], { cwd });
    expect(readFileSync(join(cwd, "migrations/001_good.sql"), "utf8")).toContain("c jsonb,");
  });

  it("looks at what is pending in an environment, by what is there", async () => {
    const database = await freshDatabase();
    try {
      const cwd = folderOf({
        ...FILES,
        "migrations/001_one.sql": `${ONE}create table u (a int);`,
        "godwit.config.json": JSON.stringify({ environments: { test: { url: database.url } } }),
      });
      const env = { DATABASE_URL: "" };
      expect((await godwit(["up", "--to", "1", "--env", "test"], { cwd, env })).status).toBe(0);
      // Nobody has to wait for an empty table.
      expect(await rules(["--env", "test"], { cwd, env })).toEqual({
        status: 0,
        found: ["migrations/002_two.sql index-not-concurrent"],
      });
      expect((await godwit(["check", "--lint", "--env", "test"], { cwd, env })).status).toBe(0);
      await withClient(database.url, (client) =>
        client.query("insert into t select generate_series(1, 50000); analyze t"),
      );
      expect(await rules(["--env", "test"], { cwd, env })).toEqual({
        status: 3,
        found: ["migrations/002_two.sql index-not-concurrent"],
      });
      const { status, json } = await godwit(["check", "--lint", "--env", "test", "--json"], { cwd, env });
      const { problems } = json() as { problems: { check: string; message: string }[] };
      expect([status, problems.map(({ check }) => check)]).toEqual([3, ["lint"]]);
      expect(problems[0]?.message).toContain("migrations/002_two.sql:2:21: index-not-concurrent");
    } finally {
      await database.drop();
    }
  });
});
