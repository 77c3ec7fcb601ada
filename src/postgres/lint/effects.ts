// What a statement costs the others, in the terms that several rules share.
import type { TakenLock } from "../known-locks.ts";
import { volatileCall } from "./expressions.ts";
import type { LintStatement } from "./lint-statement.ts";
import { serialOf, typeShape } from "./names.ts";
import type { Scene } from "./scene.ts";
import { keepsRows } from "./type-change.ts";

/** The locks on relations that others may be using. */
export function locksExisting({ locks }: LintStatement, scene: Scene): readonly TakenLock[] {
  if (locks.length === 0) return locks;
  return locks.filter((lock) => (lock.on === "index" ? !scene.isNewIndex(lock) : !scene.isNew(lock)));
}

/** The relations that nobody else can even read until the transaction ends; an index stands for its table. */
export function takesExclusive(statement: LintStatement, scene: Scene): readonly string[] {
  return locksExisting(statement, scene)
    .filter(({ mode }) => mode === "ACCESS EXCLUSIVE")
    .map((lock) => {
      const key = scene.key(lock);
      if (lock.on === "relation") return key;
      return scene.indexes.get(key)?.table ?? `the table of ${lock.name}`;
    });
}

/** At most three names: a file may lock many. */
export function few(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

/** Writes a table anew that others may be using. */
export function rewritesTable(statement: LintStatement, scene: Scene): boolean {
  const { node } = statement;
  if (node === null) return false;
  if ("ClusterStmt" in node) return true;
  if (!("AlterTableStmt" in node)) return false;
  const added = statement.newColumns.some(
    ({ relation, column, constraints, added: isAdded }) =>
      isAdded &&
      !scene.isNew(relation) &&
      (serialOf(typeShape(column.typeName)) !== undefined ||
        constraints.some(
          ({ contype, raw_expr, generated_kind }) =>
            contype === "CONSTR_IDENTITY" ||
            (contype === "CONSTR_GENERATED" && generated_kind !== "v") ||
            (contype === "CONSTR_DEFAULT" && volatileCall(raw_expr) !== undefined),
        )),
  );
  return added || statement.commands.some((command) => rewrites(command, scene));
}

function rewrites(
  { subtype, relation, name = "", def }: LintStatement["commands"][number],
  scene: Scene,
): boolean {
  if (scene.isNew(relation)) return false;
  if (subtype === "AT_SetLogged" || subtype === "AT_SetUnLogged" || subtype === "AT_SetAccessMethod")
    return true;
  if (subtype !== "AT_AlterColumnType" || !def || !("ColumnDef" in def)) return false;
  const known = scene.column(relation, name);
  return known === undefined || !keepsRows(known.type, typeShape(def.ColumnDef.typeName));
}

/** Takes longer the more rows there are. */
export function isSlow(statement: LintStatement, scene: Scene): boolean {
  const { node } = statement;
  if (node === null) return false;
  if (rewritesTable(statement, scene)) return true;
  if ("IndexStmt" in node || "RefreshMatViewStmt" in node || "CreateTableAsStmt" in node) return true;
  const reads = "UpdateStmt" in node || "DeleteStmt" in node || "MergeStmt" in node || "CopyStmt" in node;
  if (reads) return true;
  if ("SelectStmt" in node) return (node.SelectStmt.fromClause ?? []).length > 0;
  if ("InsertStmt" in node) {
    const source = node.InsertStmt.selectStmt;
    return source !== undefined && "SelectStmt" in source && (source.SelectStmt.fromClause ?? []).length > 0;
  }
  return statement.commands.some(
    ({ subtype, relation }) => subtype === "AT_ValidateConstraint" && !scene.isNew(relation),
  );
}
