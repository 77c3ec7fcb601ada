// The marks of a statement by which rules say what they want to look at; each statement meets few of them.

import { typeShape } from "./names.ts";
import type { Command, NewColumn, NewConstraint } from "./statement-parts.ts";

interface Marked {
  readonly nodeName: string;
  readonly node: unknown;
  readonly commands: readonly Command[];
  readonly newColumns: readonly NewColumn[];
  readonly newConstraints: readonly NewConstraint[];
}

/**
 * The grammar's name of the statement (`AlterTableStmt`), of its commands (`AT_DropColumn`), of the constraints that
 * it makes (`CONSTR_CHECK`; `add:CONSTR_CHECK` outside of CREATE TABLE), of what it drops or renames (`OBJECT_TABLE`), and `type:int4` for a column's type.
 */
export function triggersOf({
  nodeName,
  node,
  commands,
  newColumns,
  newConstraints,
}: Marked): readonly string[] {
  if (commands.length + newColumns.length + newConstraints.length === 0 && !NAMED.has(nodeName))
    return [nodeName];
  const triggers = new Set([nodeName]);
  for (const { subtype, def } of commands) {
    if (subtype) triggers.add(subtype);
    if (subtype === "AT_AlterColumnType" && def && "ColumnDef" in def) {
      triggers.add(`type:${typeShape(def.ColumnDef.typeName).name}`);
    }
  }
  for (const { column } of newColumns) triggers.add(`type:${typeShape(column.typeName).name}`);
  for (const { constraint, origin } of newConstraints) {
    if (constraint.contype === undefined) continue;
    triggers.add(constraint.contype);
    if (origin !== "create") triggers.add(`add:${constraint.contype}`);
  }
  const { removeType, renameType } = fieldsOf(node, nodeName);
  if (removeType !== undefined) triggers.add(removeType);
  if (renameType !== undefined) triggers.add(renameType);
  return [...triggers];
}

/** What these are about stands in a field of theirs. */
const NAMED = new Set(["DropStmt", "RenameStmt"]);

function fieldsOf(
  node: unknown,
  nodeName: string,
): { readonly removeType?: string; readonly renameType?: string } {
  if (!NAMED.has(nodeName)) return {};
  return (node as Readonly<Record<string, object>>)[nodeName] ?? {};
}
