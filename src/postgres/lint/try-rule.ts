// Runs rules over SQL in a text: for the tests of rules, ours and the project's own.
import { sha256 } from "../../core/digest.ts";
import type { Finding } from "../../core/finding.ts";
import type { KnownState, LintScript } from "../../core/linter.ts";
import type { Header, Script } from "../../core/migration.ts";
import { sqlLinter } from "./linter.ts";
import type { LintOptions } from "./options.ts";
import type { SqlRule } from "./sql-rule.ts";

/**
 * What a rule finds in a text. A line `-- file: NAME` begins another migration; lines `-- Description:`,
 * `-- Author:` and `-- Transaction: none` at the top of a file are its header. A file whose name ends with
 * `_rollback.sql` reverts the one before it.
 */
export async function tryRule(
  rule: SqlRule,
  sql: string,
  { known, ...options }: TryOptions = {},
): Promise<readonly Finding[]> {
  const [first, ...rest] = scriptsOf(sql);
  const scripts = first && known ? [{ ...first, known }, ...rest] : scriptsOf(sql);
  return sqlLinter({ ...DEFAULTS, only: [rule.name], ...options, rules: [rule] }).lint(scripts);
}

export interface TryOptions extends Partial<LintOptions> {
  /** What is there before the text, such as what tables hold. */
  readonly known?: KnownState;
}

const DEFAULTS: LintOptions = {
  levels: {},
  major: 18,
  lockTimeoutMs: 2_000,
  transaction: "each",
  placeholders: {},
  today: "2026-01-01",
};

/** The files that a text holds, as migrations. */
export function scriptsOf(text: string): readonly LintScript[] {
  const parts = text.split(/^-- file: *(.*)$/m);
  const files = parts.length === 1 ? [["1.sql", text] as const] : pairs(parts.slice(1));
  return files.map(([file, content], index) => ({
    script: scriptOf(file, content),
    header: headerOf(content),
    role: file.endsWith("_rollback.sql") ? "down" : "up",
    hasRollback: files[index + 1]?.[0].endsWith("_rollback.sql") === true,
    report: true,
  }));
}

function pairs(parts: readonly string[]): (readonly [string, string])[] {
  return parts.flatMap((name, at) => (at % 2 === 0 ? [[name.trim(), parts[at + 1] ?? ""] as const] : []));
}

function scriptOf(file: string, content: string): Script {
  const bytes = new TextEncoder().encode(content);
  return { file, checksum: sha256(content), language: "sql", read: () => bytes };
}

function headerOf(content: string): Header {
  const value = (key: string): string | undefined => new RegExp(`^-- ${key}: *(.+)$`, "m").exec(content)?.[1];
  const [description, author] = [value("Description"), value("Author")];
  return {
    depends: [],
    requires: [],
    kind: "schema",
    environments: [],
    ...(description === undefined ? {} : { description }),
    ...(author === undefined ? {} : { author }),
    ...(value("Transaction") === "none" ? { transaction: "none" as const } : {}),
  };
}
