// A file that cannot run twice, where it may have to.

import type { LintFile } from "../lint/lint-file.ts";
import type { LintStatement } from "../lint/lint-statement.ts";
import { rule } from "../lint/sql-rule.ts";
import type { Command } from "../lint/statement-parts.ts";

export const notIdempotent = rule({
  name: "not-idempotent",
  hazards: ["not-idempotent"],
  gravity: "S4",
  why: "Outside of a transaction, what ran before an error stays. Whoever runs the file again by psql finds it half done.",
  instead: "write IF EXISTS or IF NOT EXISTS, or let Godwit continue it",
  bad: `-- Transaction: none
select 1;
alter table users add column age int;
`,
  good: `-- Transaction: none
select 1;
alter table users add column if not exists age int;
`,
  statement(statement, { report, file }) {
    if (file.statements.length < 2 && !file.bytes.includes(0)) {
      if (file.statements.length === 1 && file.header.transaction !== "none") return;
    }
    const single = statement.alone;
    if (!single) return;
    const what = unguarded(statement, file);
    if (what !== undefined) report({ message: `${what} a second time, after an error further down` });
  },
});

/** What would go wrong, or be done again. */
function unguarded(statement: LintStatement, file: LintFile): string | undefined {
  const { node } = statement;
  if (!node) return undefined;
  if ("CreateStmt" in node) {
    const { if_not_exists, oncommit, relation } = node.CreateStmt;
    const leaves = relation?.relpersistence === "t" && oncommit === "ONCOMMIT_DROP";
    return if_not_exists || leaves ? undefined : "CREATE TABLE fails";
  }
  if ("IndexStmt" in node) {
    return node.IndexStmt.idxname === undefined || node.IndexStmt.if_not_exists
      ? undefined
      : "CREATE INDEX fails";
  }
  if ("DropStmt" in node) return node.DropStmt.missing_ok ? undefined : "DROP fails";
  if (!("AlterTableStmt" in node)) return undefined;
  const bad = statement.commands.find((command) => !isGuarded(command, statement, file));
  if (!bad) return undefined;
  return REPEATS.has(bad.subtype ?? "") ? "ALTER TABLE takes its lock" : "ALTER TABLE fails";
}

/** These give the same result again. */
const REPEATS = new Set([
  "AT_SetNotNull",
  "AT_EnableRowSecurity",
  "AT_DisableRowSecurity",
  "AT_ForceRowSecurity",
]);
const HARMLESS = new Set([
  "AT_ValidateConstraint",
  "AT_ColumnDefault",
  "AT_SetRelOptions",
  "AT_SetStatistics",
  "AT_ChangeOwner",
  "AT_DropNotNull",
  "AT_DetachPartitionFinalize",
]);

function isGuarded(command: Command, statement: LintStatement, file: LintFile): boolean {
  const { subtype = "", missing_ok, def } = command;
  if (missing_ok || HARMLESS.has(subtype)) return true;
  if (subtype !== "AT_AddConstraint" || !def || !("Constraint" in def)) return false;
  // Dropped right before, if it was there, and not added by anything in between.
  const name = def.Constraint.conname;
  const earlier = [...file.statements.slice(0, statement.index)]
    .reverse()
    .flatMap(({ commands }) => [...commands].reverse());
  for (const before of [
    ...statement.commands.slice(0, statement.commands.indexOf(command)).reverse(),
    ...earlier,
  ]) {
    if (before.subtype === "AT_DropConstraint" && before.name === name && before.missing_ok) return true;
    if (before.def && "Constraint" in before.def && before.def.Constraint.conname === name) return false;
  }
  return false;
}
