// Expressions that PostgreSQL prints otherwise after what it printed was read again: one form for both.

/**
 * `varchar IN ('a', 'b')` is printed as `ANY ((ARRAY['a'::character varying, …])::text[])`; that text, read again, is
 * printed as `ANY (ARRAY[('a'::character varying)::text, …])`. The first form stands for both.
 */
export function canonical(expression: string): string {
  if (!expression.includes("ARRAY[(")) return expression;
  return expression.replace(CAST_ONE_BY_ONE, (_whole, items: string, last: string) => {
    const bare = `${items}${last}`.replace(CAST_ITEM, "$1");
    return `(ARRAY[${bare}])::text[]`;
  });
}

/** Text that PostgreSQL reads as what the first form was printed from: the whole array is cast by ANY itself. */
export function asWritten(expression: string): string {
  if (!expression.includes("::text[]")) return expression;
  return expression.replace(CAST_WHOLE, "$1(ARRAY[$2])");
}

const CONSTANT = String.raw`(?:E?'(?:[^']|'')*'|NULL)::character varying`;
const CAST_ITEM = new RegExp(String.raw`\((${CONSTANT})\)::text`, "g");
const CAST_ONE_BY_ONE = new RegExp(
  String.raw`ARRAY\[((?:\(${CONSTANT}\)::text, )*)(\(${CONSTANT}\)::text)\]`,
  "g",
);
const CAST_WHOLE = new RegExp(
  String.raw`\b(ANY |ALL )\(\(ARRAY\[((?:${CONSTANT}, )*${CONSTANT})\]\)::text\[\]\)`,
  "g",
);
