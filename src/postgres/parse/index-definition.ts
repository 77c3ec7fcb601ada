// Tells whether two index definitions are the same: what a user wrote and what pg_get_indexdef() printed.
import type { IndexElem, IndexStmt, Node } from "libpg-query";
import { constantOf } from "./options.ts";
import { names } from "./walk.ts";

export type Sameness = boolean | "cannot say";

/**
 * `written` is the user's, `printed` PostgreSQL's, which leaves out all defaults. Name, CONCURRENTLY, IF NOT
 * EXISTS and tablespace are not compared. Expressions are compared as trees, and where they differ
 * the answer is "cannot say": PostgreSQL prints them with casts that nobody wrote.
 */
export function sameIndex(written: IndexStmt, printed: IndexStmt): Sameness {
  return all([
    sameTable(written, printed),
    (written.unique === true) === (printed.unique === true),
    (written.nulls_not_distinct === true) === (printed.nulls_not_distinct === true),
    (written.accessMethod ?? "btree") === (printed.accessMethod ?? "btree"),
    sameElements(written.indexParams, printed.indexParams),
    sameElements(written.indexIncludingParams, printed.indexIncludingParams),
    sameOptions(written.options, printed.options),
    sameExpression(written.whereClause, printed.whereClause),
  ]);
}

function all(answers: readonly Sameness[]): Sameness {
  if (answers.includes(false)) return false;
  return answers.includes("cannot say") ? "cannot say" : true;
}

function sameTable({ relation: a }: IndexStmt, { relation: b }: IndexStmt): boolean {
  const schemaDiffers =
    a?.schemaname !== undefined && b?.schemaname !== undefined && a.schemaname !== b.schemaname;
  return a?.relname === b?.relname && !schemaDiffers;
}

function sameElements(a: readonly Node[] = [], b: readonly Node[] = []): Sameness {
  if (a.length !== b.length) return false;
  return all(a.map((node, i) => sameElement(elementOf(node), elementOf(b[i]))));
}

function elementOf(node: Node | undefined): IndexElem {
  return node && "IndexElem" in node ? node.IndexElem : {};
}

function sameElement(written: IndexElem, printed: IndexElem): Sameness {
  return all([
    sameKey(written, printed),
    // Left out by PostgreSQL where it is the column's own collation, or the type's default class.
    sameUnlessDefault(names(written.collation), names(printed.collation)),
    sameUnlessDefault(names(written.opclass), names(printed.opclass)),
    sameOptions(written.opclassopts, printed.opclassopts),
    descends(written) === descends(printed),
    nullsFirst(written) === nullsFirst(printed),
  ]);
}

function sameKey(written: IndexElem, printed: IndexElem): Sameness {
  const a = columnOf(written);
  const b = columnOf(printed);
  if (a !== undefined && b !== undefined) return a === b;
  if (a !== undefined || b !== undefined) return false;
  return sameExpression(written.expr, printed.expr);
}

/** A column in parentheses of its own is still the column. */
function columnOf({ name, expr }: IndexElem): string | undefined {
  if (name !== undefined || !expr || !("ColumnRef" in expr)) return name;
  const fields = names(expr.ColumnRef.fields);
  return fields.length === 1 ? fields[0] : undefined;
}

function sameUnlessDefault(written: readonly string[], printed: readonly string[]): Sameness {
  if (written.length > 0 && printed.length === 0) return "cannot say";
  return written.at(-1) === printed.at(-1);
}

function descends({ ordering }: IndexElem): boolean {
  return ordering === "SORTBY_DESC";
}

/** NULLS FIRST is the default of DESC, NULLS LAST that of ASC. */
function nullsFirst(element: IndexElem): boolean {
  if (element.nulls_ordering === "SORTBY_NULLS_FIRST") return true;
  return element.nulls_ordering !== "SORTBY_NULLS_LAST" && descends(element);
}

function sameOptions(a: readonly Node[] | undefined, b: readonly Node[] | undefined): boolean {
  const left = optionTexts(a);
  const right = optionTexts(b);
  return left.length === right.length && left.every((option, i) => option === right[i]);
}

function optionTexts(options: readonly Node[] = []): string[] {
  return options
    .flatMap((option) => ("DefElem" in option ? [option.DefElem] : []))
    .map(({ defname, arg }) => `${defname}=${arg === undefined ? "true" : valueText(arg)}`.toLowerCase())
    .sort();
}

/** An option's bare word (`fillfactor = auto`) is read as the name of a type. */
function valueText(arg: Node): string {
  return "TypeName" in arg ? names(arg.TypeName.names).join(".") : String(constantOf(arg));
}

function sameExpression(a: Node | undefined, b: Node | undefined): Sameness {
  if (!a || !b) return a === b;
  return shape(a) === shape(b) ? true : "cannot say";
}

function shape(tree: Node): string {
  return JSON.stringify(tree, (key, value: unknown) => (key === "location" ? undefined : value));
}
