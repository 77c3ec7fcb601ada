// Which values a column's new type cannot hold: asked by a test that cannot fail, or said to be unknown.
import type { Node } from "libpg-query";
import type { Fact } from "../core/fact.ts";
import { parseStatement } from "./parse/grammar.ts";
import { names } from "./parse/walk.ts";
import { counted, is, many, type RowQuestion } from "./row-question.ts";
import { literal, name, type Sql, sql, verbatim } from "./sql.ts";

/**
 * How a value comes to its new type: as the server casts it, by way of its text, or by an expression of the file; not at
 * all, where the column was made anew.
 */
export type Conversion = "cast" | "text" | "expression" | "anew";

/** The server's major version, and what the statements say of `column`, written `table.column`. */
export interface Casting {
  readonly major: number;
  conversion(column: string): Conversion;
}

export function ofType(from: Fact, to: Fact, { major, conversion }: Casting): RowQuestion[] {
  const [schema = "", table = "", column = ""] = to.id.path;
  const [before, after] = [String(from.attributes.type), String(to.attributes.type)];
  if (before === after) return [];
  const about = to.key;
  const unknown = (why: string) => [{ about, unknown: `whether each is a valid ${after} ${why}` }];
  const by = conversion(`${table}.${column}`);
  if (by === "anew") return [];
  if (by === "expression") return unknown("depends on the expression of USING");
  const relation = name(schema, table);
  const where = (condition: Sql) => counted(sql`select from ${relation} where ${condition}`);
  const value = name(column);
  const limit = /^character(?: varying)?\((\d+)\)$/.exec(after)?.[1];
  if (limit !== undefined) {
    const tooLong = sql`pg_catalog.char_length(pg_catalog.rtrim(${value}::text, ' ')) > ${literal(Number(limit))}`;
    const found = (count: number) =>
      `${many(count, "value")} of ${schema}.${table}.${column} ${is(count)} longer than ${limit} characters`;
    return [{ about, sql: where(tooLong), found }];
  }
  if (TEXTS.test(after)) return [];
  const found = (count: number) =>
    `${many(count, "value")} of ${schema}.${table}.${column} ${is(count)} no valid ${after}`;
  const outside = by === "cast" ? range(before, after, value) : undefined;
  if (outside === "all fit") return [];
  if (outside) return [{ about, sql: where(outside), found }];
  if (by === "cast" && (TIMES.test(before) ? TIMES.test(after) : NEVER_FAIL.has(`${before} ${after}`)))
    return [];
  if (by === "cast" && !TEXTS.test(before) && !JSONS.has(before))
    return unknown("cannot be asked without casting it");
  if (major < 16) return unknown("can be asked safely only since PostgreSQL 16");
  const valid = sql`pg_catalog.pg_input_is_valid(${value}::text, ${literal(after)})`;
  return [{ about, sql: where(sql`not ${valid}`), found }];
}

const TEXTS = /^(?:text|citext|name|character(?: varying)?(?:\(\d+\))?)$/;
const JSONS: ReadonlySet<string> = new Set(["json", "jsonb"]);
const TIMES = /^(?:date|timestamp(?:\(\d\))? with(?:out)? time zone)$/;
const NEVER_FAIL: ReadonlySet<string> = new Set(["integer boolean", "boolean integer", "cidr inet"]);

const WHOLE: Readonly<Record<string, readonly [min: string, max: string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};
const ORDER = Object.keys(WHOLE);
const NUMERIC = /^numeric(?:\((\d+),(\d+)\))?$/;
const FLOATS = new Set(["real", "double precision"]);

/** What is true of numbers that do not fit; undefined where the types are no numbers. */
function range(before: string, after: string, value: Sql): Sql | "all fit" | undefined {
  if (!(before in WHOLE || NUMERIC.test(before) || FLOATS.has(before))) return undefined;
  if (after === "numeric" || after === "double precision") return "all fit";
  const whole = WHOLE[after];
  if (whole) {
    const [min, max] = whole;
    if (before in WHOLE) {
      if (ORDER.indexOf(before) < ORDER.indexOf(after)) return "all fit";
      return sql`${value} not between ${verbatim(min)} and ${verbatim(max)}`;
    }
    // Halves are rounded away from zero, by floats to the even number. NaN is above all numbers.
    const least = FLOATS.has(before) ? sql`>=` : sql`>`;
    return sql`not (${value} ${least} ${verbatim(`${min}.5`)} and ${value} < ${verbatim(`${max}.5`)})`;
  }
  const [, precision, scale] = NUMERIC.exec(after) ?? [];
  if (precision === undefined || Number(scale) > Number(precision)) return undefined;
  const nines = "9".repeat(Number(precision) - Number(scale));
  const limit = verbatim(`${nines === "" ? "0" : nines}.${"9".repeat(Number(scale))}5`);
  if (before in WHOLE) return sql`pg_catalog.abs(${value}::numeric) >= ${limit}`;
  return sql`${value} <> 'NaN' and pg_catalog.abs(${value}) >= ${limit}`;
}

/** What these do is not in their text. */
const OPAQUE = ["DoStmt", "CallStmt", "ExecuteStmt"];

/** The grammar must be loaded. Where no statement says it, a script's code may have done it by an expression. */
export function conversions(statements: readonly string[]): Casting["conversion"] {
  const said = new Map<string, Conversion>();
  let unsaid: Conversion = "anew";
  for (const text of statements) {
    const parsed = parseStatement(text);
    if (!("node" in parsed) || OPAQUE.some((name) => name in parsed.node)) unsaid = "expression";
    if (!("node" in parsed) || !("AlterTableStmt" in parsed.node)) continue;
    const { relation, cmds = [] } = parsed.node.AlterTableStmt;
    for (const command of cmds) {
      if (!("AlterTableCmd" in command)) continue;
      const { subtype, name: column = "", def } = command.AlterTableCmd;
      if (subtype !== "AT_AlterColumnType" || !def || !("ColumnDef" in def)) continue;
      said.set(`${relation?.relname}.${column}`, conversionOf(def.ColumnDef.raw_default, column));
    }
  }
  return (column) => said.get(column) ?? unsaid;
}

function conversionOf(using: Node | undefined, column: string): Conversion {
  let by: Conversion = "cast";
  let inner = using;
  while (inner && "TypeCast" in inner) {
    const { arg } = inner.TypeCast;
    if (arg && "TypeCast" in arg) {
      const [type] = names(arg.TypeCast.typeName?.names).toReversed();
      if (type !== "text") return "expression";
      by = "text";
    }
    inner = arg;
  }
  if (!inner) return by;
  const named = "ColumnRef" in inner ? names(inner.ColumnRef.fields).at(-1) : undefined;
  return named === column ? by : "expression";
}
