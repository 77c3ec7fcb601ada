// Lints the test cases of other linters (../shared/cases/lint, not part of this repository) and compares with theirs.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { strongestLock } from "../src/postgres/known-locks.ts";
import { sqlLinter } from "../src/postgres/lint/linter.ts";
import { readPlain } from "../src/postgres/lint/read-plain.ts";
import { scriptsOf } from "../src/postgres/lint/try-rule.ts";
import { readDocument } from "../src/postgres/parse/document.ts";
import { loadGrammar, parseStatement } from "../src/postgres/parse/grammar.ts";
import type { SqlStatement } from "../src/postgres/parse/sql-statement.ts";
import { RULES } from "../src/postgres/rules.ts";

const ROOT = join(import.meta.dirname, "../../shared/cases/lint");
const here = existsSync(ROOT);

interface Case {
  readonly name: string;
  /** Files under `-- file: NAME` lines. */
  readonly sql: string;
  readonly hazard: string | null;
  readonly rule: string;
  readonly fires: boolean;
  readonly settings: { readonly assume_in_transaction?: boolean; readonly pg_version?: string };
}

/** Where we answer otherwise, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "adding_field_with_default--docs_example_error_on_pg_11":
    "PostgreSQL 11 keeps a constant default in its catalogue and rewrites nothing; 10 was the last to rewrite",
  "ban_char_field--all_the_types":
    "PostgreSQL refuses `int array[]`: the file has a syntax error, which is what we report",
  "prefer_repack--vacuum_full_below_pg19_ok":
    "VACUUM FULL keeps everybody out on every version; squawk's rule is about REPACK, which comes with 19",
};

function casesOf(suite: string): Case[] {
  const folder = join(ROOT, suite);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => {
    const expected = JSON.parse(readFileSync(join(folder, name, "expected.json"), "utf8"));
    const parts = readdirSync(join(folder, name)).filter((file) => /^\d+\.sql$/.test(file));
    const files = parts.length > 0 ? parts : ["input.sql"];
    const sql = files
      .map((file) => `-- file: ${file}\n${readFileSync(join(folder, name, file), "utf8")}\n`)
      .join("");
    return { name, sql, settings: {}, ...expected };
  });
}

/** Statements without a transaction are each in one of their own, as they are for squawk, unless it assumes one. */
function scripts({ sql, settings }: Case, suite: string) {
  const alone =
    suite === "squawk" && (!settings.assume_in_transaction || sql.includes("disable-assume-in-transaction"));
  return scriptsOf(sql).map((script) => ({
    ...script,
    role: "alone" as const,
    header: { ...script.header, ...(alone ? { transaction: "none" as const } : {}) },
  }));
}

const NO_HEADER = { depends: [], requires: [], kind: "schema" as const, environments: [] };
const OPTIONS = {
  rules: RULES,
  levels: { "*": "warning" as const },
  lockTimeoutMs: 2_000,
  transaction: "each" as const,
  placeholders: {},
  today: "2026-01-01",
};

async function hazardsOf(tried: Case, suite: string): Promise<readonly string[]> {
  const linter = sqlLinter({ ...OPTIONS, major: Number(tried.settings.pg_version ?? 18) });
  const findings = await linter.lint(scripts(tried, suite));
  if (!OTHERWISE[tried.name]) {
    expect(findings.filter(({ rule }) => rule === "syntax-error" || rule === "unreadable")).toEqual([]);
  }
  return findings.flatMap(({ hazards = [] }) => hazards);
}

describe.runIf(here).each(["squawk", "eugene"])("the cases of %s", (suite) => {
  it.each(casesOf(suite))("$name", async (tried) => {
    // A rule without a class of ours: the one that means the same.
    const hazard = tried.hazard ?? "duplicate-assignment";
    const found = (await hazardsOf(tried, suite)).includes(hazard);
    expect(found ? "fires" : "silent").toBe(
      (OTHERWISE[tried.name] ? !tried.fires : tried.fires) ? "fires" : "silent",
    );
  });
});

describe.runIf(here)("the locks that squawk names", () => {
  it.each(casesOf("squawk_locks"))("$name", async ({ name, sql }) => {
    await loadGrammar();
    const parsed = parseStatement(sql.replace(/^-- file:.*$/gm, "").trim());
    const expected = JSON.parse(readFileSync(join(ROOT, "squawk_locks", name, "expected.json"), "utf8")).lock;
    const mode = "node" in parsed ? strongestLock(parsed.node) : null;
    const words =
      mode === null
        ? "Unknown"
        : mode.toLowerCase().replace(/(?:^| )(\w)/g, (_, letter) => letter.toUpperCase());
    expect(words).toBe(expected);
  });
});

const HISTORIES = join(ROOT, "../histories");

describe.runIf(existsSync(HISTORIES))("real histories", () => {
  const files = (project: string): string[] =>
    readdirSync(join(HISTORIES, project), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".sql"))
      .sort()
      .map((name) => join(HISTORIES, project, name));

  it.each(readdirSync(HISTORIES))("%s is read in one go as it is statement by statement", async (project) => {
    await loadGrammar();
    let plainly = 0;
    for (const file of files(project)) {
      const bytes = readFileSync(file);
      const plain = readPlain(bytes, file);
      if (!plain) continue;
      plainly++;
      const { statements } = await readDocument({ bytes, file, placeholders: {} });
      const seen = (all: readonly SqlStatement[]) =>
        all.map(({ text, start, at }) => [text, start, at.line, at.column]);
      expect(seen(plain.map(({ sql }) => sql))).toEqual(seen(statements));
    }
    expect(plainly).toBeGreaterThan(0);
  });

  it.each(readdirSync(HISTORIES))(
    "%s is linted without a crash, every finding in its file",
    async (project) => {
      const linter = sqlLinter({ ...OPTIONS, major: 18 });
      const scripts = files(project).map((file) => {
        const bytes = readFileSync(file);
        const script = { file, checksum: "", language: "sql" as const, read: () => bytes };
        const role = /down\.sql$/.test(file) ? ("down" as const) : ("up" as const);
        return { script, header: NO_HEADER, role, hasRollback: true, report: true };
      });
      const findings = await linter.lint(scripts);
      expect(findings.length).toBeGreaterThan(0);
      const backwards = findings.filter(({ at, end }) => end && end.line < (at?.line ?? 1));
      expect(backwards).toEqual([]);
      expect(findings.filter(({ at }) => !at?.file.endsWith(".sql"))).toEqual([]);
    },
  );
});

describe.skipIf(here)("the cases of other linters", () => {
  it.skip("are not here: ../shared/cases/lint does not exist", () => {});
});
