// Expressions that PostgreSQL prints otherwise after what it printed was read again: one form for both.

import type { Attributes, Fact } from "../core/fact.ts";
import { type Sql, verbatim } from "./sql.ts";

/**
 * `natural join` without a common column is printed as `ON TRUE`, and that, read again, as `ON (true)`.
 *
 * `varchar IN ('a', 'b')` is printed as `ANY ((ARRAY['a'::character varying, …])::text[])`; that text, read again, is
 * printed as `ANY (ARRAY[('a'::character varying)::text, …])`. The first form stands for both.
 */
function canonical(expression: string): string {
  const joined = expression.includes(" ON TRUE")
    ? expression.replace(ON_TRUE, (found) => (found === " ON TRUE" ? " ON (true)" : found))
    : expression;
  if (!joined.includes("ARRAY[(")) return joined;
  return joined.replace(CAST_ONE_BY_ONE, (_whole, items: string, last: string) => {
    const bare = `${items}${last}`.replace(CAST_ITEM, "$1");
    return `(ARRAY[${bare}])::text[]`;
  });
}

/** A fact whose named attributes are expressions: compared in one form, written as they were printed. */
export function withSpelling<A extends Attributes>(
  fact: Fact<A>,
  names: readonly (keyof A & string)[],
): Fact<A> {
  const printed = names.map((name) => [name, fact.attributes[name]] as const);
  const odd = printed.filter(([, value]) => typeof value === "string" && canonical(value) !== value);
  if (odd.length === 0) return fact;
  const attributes = { ...fact.attributes };
  for (const [name, value] of odd) Object.assign(attributes, { [name]: canonical(String(value)) });
  return {
    ...fact,
    attributes,
    spelling: Object.fromEntries(odd.map(([name, value]) => [name, String(value)])),
  };
}

/** The expression as a statement writes it, so that PostgreSQL prints it as it was printed before. */
export function spelled(fact: Pick<Fact, "attributes" | "spelling">, name: string): Sql {
  return verbatim(asWritten(fact.spelling?.[name] ?? String(fact.attributes[name])));
}

/** Text that PostgreSQL reads as what the first form was printed from: the whole array is cast by ANY itself. */
function asWritten(expression: string): string {
  if (!expression.includes("::text[]")) return expression;
  return expression.replace(CAST_WHOLE, "$1(ARRAY[$2])");
}

/** Or a text or a quoted name that may hold the same letters. */
const ON_TRUE = /'(?:[^']|'')*'|"(?:[^"]|"")*"| ON TRUE\b/g;
const CONSTANT = `(?:E?'(?:[^']|'')*'|NULL)::character varying`;
const CAST_ITEM = new RegExp(String.raw`\((${CONSTANT})\)::text`, "g");
const CAST_ONE_BY_ONE = new RegExp(
  String.raw`ARRAY\[((?:\(${CONSTANT}\)::text, )*)(\(${CONSTANT}\)::text)\]`,
  "g",
);
const CAST_WHOLE = new RegExp(
  String.raw`\b(ANY |ALL )\(\(ARRAY\[((?:${CONSTANT}, )*${CONSTANT})\]\)::text\[\]\)`,
  "g",
);
