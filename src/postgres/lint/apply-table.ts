// Columns and constraints as the scene remembers them.
import type { Constraint, Node } from "libpg-query";
import { named, serialOf, storedType, typeShape } from "./names.ts";
import type { KnownConstraint, Relation } from "./scene.ts";
import type { NewColumn, NewConstraint } from "./statement-parts.ts";

const FILLED = new Set(["CONSTR_DEFAULT", "CONSTR_GENERATED", "CONSTR_IDENTITY"]);

export function newColumn(relation: Relation, { column, constraints }: NewColumn): void {
  const type = typeShape(column.typeName);
  const serial = serialOf(type) !== undefined;
  const kinds = constraints.map(({ contype }) => contype ?? "");
  const notNull = kinds.some((kind) => kind === "CONSTR_NOTNULL" || kind === "CONSTR_PRIMARY");
  relation.columns.set(column.colname ?? "", {
    name: column.colname ?? "",
    type: storedType(type),
    notNull: notNull || serial || kinds.includes("CONSTR_IDENTITY"),
    filled: serial || kinds.some((kind) => FILLED.has(kind)),
  });
}

const TYPES: Readonly<Partial<Record<NonNullable<Constraint["contype"]>, KnownConstraint["type"]>>> = {
  CONSTR_PRIMARY: "primary",
  CONSTR_UNIQUE: "unique",
  CONSTR_CHECK: "check",
  CONSTR_FOREIGN: "foreign",
  CONSTR_EXCLUSION: "exclusion",
  CONSTR_NOTNULL: "not-null",
};

export function newConstraint(
  relation: Relation,
  { constraint, columns }: NewConstraint,
  madeIn: string,
): void {
  const type = TYPES[constraint.contype ?? "CONSTR_NULL"];
  if (type === undefined) return;
  relation.constraints.push({
    name: constraint.conname,
    type,
    columns,
    validated: constraint.skip_validation !== true,
    madeIn,
    ...(type === "check" ? { notNullOf: notNullColumn(constraint.raw_expr) } : {}),
    ...(constraint.pktable ? { refers: named(constraint.pktable) } : {}),
  });
}

/** Primary keys and unique constraints stand on indexes. */
export function keyConstraints(relation: Relation): void {
  for (const { type, columns, name } of relation.constraints) {
    if (type === "primary") {
      for (const column of columns) {
        const known = relation.columns.get(column);
        if (known) known.notNull = true;
      }
    }
    if (type !== "primary" && type !== "unique") continue;
    if (relation.indexes.some((index) => index.columns.join() === columns.join() && index.unique)) continue;
    relation.indexes.push({
      name,
      columns,
      unique: true,
      partial: false,
      skipsNulls: true,
      method: "btree",
      plain: true,
    });
  }
}

/** The column of `CHECK (column IS NOT NULL)`. */
export function notNullColumn(expression: Node | undefined): string | undefined {
  if (!expression || !("NullTest" in expression)) return undefined;
  const { arg, nulltesttype } = expression.NullTest;
  if (nulltesttype !== "IS_NOT_NULL" || !arg || !("ColumnRef" in arg)) return undefined;
  const last = arg.ColumnRef.fields?.at(-1);
  return last && "String" in last ? last.String.sval : undefined;
}
