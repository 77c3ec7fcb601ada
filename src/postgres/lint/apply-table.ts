// Columns and constraints as the scene remembers them.
import type { Constraint, Node } from "libpg-query";
import { columnsIn } from "./expressions.ts";
import { inventedName } from "./invented-name.ts";
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
  const adopted = relation.indexes.find(({ name }) => name !== undefined && name === constraint.indexname);
  const name = constraint.conname ?? constraint.indexname ?? nameFor(relation, { type, columns, constraint });
  if (adopted)
    relation.indexes = relation.indexes.map((index) => (index === adopted ? { ...index, name } : index));
  relation.constraints.push({
    name,
    type,
    columns: adopted?.columns ?? columns,
    validated: constraint.skip_validation !== true,
    madeIn,
    ...(type === "check" ? { notNullOf: notNullColumn(constraint.raw_expr) } : {}),
    ...(constraint.pktable ? { refers: named(constraint.pktable) } : {}),
  });
}

interface Unnamed extends Pick<NewConstraint, "constraint" | "columns"> {
  readonly type: KnownConstraint["type"];
}

/** A later statement drops or renames it by the name that PostgreSQL gave it. */
function nameFor(relation: Relation, { type, columns, constraint }: Unnamed): string | undefined {
  const label = LABELS[type];
  if (label === undefined) return undefined;
  const used = type === "check" ? [...new Set(columnsIn(constraint.raw_expr))] : columns;
  const said = type === "primary" || (type === "check" && used.length > 1) ? [] : used;
  return inventedName({ table: relation.name, columns: said, label }, (name) => isTaken(relation, name));
}

const LABELS: Readonly<Partial<Record<KnownConstraint["type"], string>>> = {
  primary: "pkey",
  unique: "key",
  foreign: "fkey",
  check: "check",
  exclusion: "excl",
};

export function isTaken({ constraints, indexes }: Relation, name: string): boolean {
  return constraints.some((one) => one.name === name) || indexes.some((one) => one.name === name);
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
