// Whether a file sets a timeout before a statement that may wait or take long.

import { locksExisting } from "./effects.ts";
import type { LintFile } from "./lint-file.ts";
import type { LintStatement } from "./lint-statement.ts";
import type { Scene } from "./scene.ts";

/** The statement is one for which somebody may wait: all but reading, writing rows and settings. */
export function changesSchema({ node, nodeName }: LintStatement): boolean {
  return node !== null && !OTHER.has(nodeName);
}

const OTHER = new Set([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "CopyStmt",
  "VariableSetStmt",
  "VariableShowStmt",
  "TransactionStmt",
  "DoStmt",
  "CallStmt",
  "ExplainStmt",
  "DiscardStmt",
]);

export function isSet({ statements }: LintFile, before: number, setting: string): boolean {
  const found = statements.find(
    ({ node }) => node && "VariableSetStmt" in node && node.VariableSetStmt.name === setting,
  );
  return found !== undefined && found.index < before;
}

/** It makes something, or works on what this file has made: nobody waits for it. */
export function newOnly(statement: LintStatement, scene: Scene): boolean {
  return statement.nodeName === "CreateStmt" && locksExisting(statement, scene).length === 0;
}
