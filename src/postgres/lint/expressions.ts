// What an expression does, as far as its tree tells: whether it may answer something else for every row.
import { names, walk } from "../parse/walk.ts";

/** Functions of PostgreSQL itself that answer the same for every row of a statement, and are common in defaults. */
const STABLE = new Set(
  (
    "now transaction_timestamp statement_timestamp current_setting current_schema current_database " +
    "pg_backend_pid txid_current date_trunc date_part extract timezone make_date make_time make_timestamp " +
    "make_timestamptz make_interval to_timestamp to_date to_char to_number age lower upper initcap length " +
    "char_length octet_length substr substring btrim ltrim rtrim replace concat concat_ws format left right lpad " +
    "rpad repeat reverse md5 sha256 encode decode coalesce nullif greatest least abs ceil ceiling floor round " +
    "trunc mod power sqrt int4 int8 text array_append array_prepend array_cat array_length array_fill " +
    "string_to_array to_json to_jsonb json_build_object jsonb_build_object json_build_array jsonb_build_array " +
    "json_object jsonb_object row_to_json int4range int8range numrange tsrange tstzrange daterange point " +
    "to_tsvector to_tsquery plainto_tsquery quote_ident quote_literal numeric float8 bool inet cidr"
  ).split(" "),
);

/** These take no argument: with one it is another function. */
const WITHOUT_ARGUMENTS = new Set(["now", "transaction_timestamp", "statement_timestamp"]);

export interface Call {
  readonly name: string;
  readonly schema: string | undefined;
  readonly at: number | undefined;
  readonly arguments: number;
}

export function callsIn(tree: unknown): Call[] {
  const calls: Call[] = [];
  walk({ tree: [tree] }, (node, fields) => {
    if (node !== "FuncCall") return;
    const [name = "", schema] = names(fields.funcname).toReversed();
    const at = typeof fields.location === "number" ? fields.location : undefined;
    calls.push({ name, schema, at, arguments: Array.isArray(fields.args) ? fields.args.length : 0 });
  });
  return calls;
}

/** The first call of a function that is volatile, or that we do not know. */
export function volatileCall(tree: unknown): Call | undefined {
  return callsIn(tree).find(({ name, schema, arguments: count }) => {
    const builtIn = schema === undefined || schema === "pg_catalog";
    return !builtIn || !STABLE.has(name) || (WITHOUT_ARGUMENTS.has(name) && count > 0);
  });
}

/** The names of the columns that an expression looks at. */
export function columnsIn(tree: unknown): string[] {
  const found: string[] = [];
  walk({ tree: [tree] }, (node, fields) => {
    if (node !== "ColumnRef") return;
    const last = names(fields.fields).at(-1);
    if (last !== undefined && last !== "") found.push(last);
  });
  return found;
}

/** Strings that the expression holds. */
export function textsIn(tree: unknown): string[] {
  const found: string[] = [];
  walk({ tree: [tree] }, (node, fields) => {
    if (node === "sval" && typeof fields.sval === "string") found.push(fields.sval);
  });
  return found;
}
