// Lists of `name=value`, as reloptions and the options of foreign things are kept in the catalogue.
import { sameValue } from "../../core/fact.ts";
import { name } from "../identifier.ts";
import { join, literal, type Sql, sql } from "../sql.ts";

/** `name = 'value', …` for WITH and SET. */
export function optionList(options: readonly string[]): Sql {
  return join(
    options.map((option) => {
      const [key, value] = split(option);
      return sql`${parameter(key)} = ${literal(value)}`;
    }),
  );
}

/** SET and RESET clauses that turn one list into the other. PostgreSQL keeps them in the order in which they are set. */
export function changedOptions(from: readonly string[], to: readonly string[]): readonly Sql[] {
  const keys = new Set(to.map((option) => split(option)[0]));
  const gone = from.filter((option) => !keys.has(split(option)[0]));
  const set = to.filter((option) => !from.includes(option));
  const after = [...from.filter((option) => to.includes(option)), ...set];
  const [reset, fresh] = inOrder(after, to) ? [gone, set] : [from, to];
  return [
    ...(reset.length > 0 ? [sql`reset (${join(reset.map((option) => parameter(split(option)[0])))})`] : []),
    ...(fresh.length > 0 ? [sql`set (${optionList(fresh)})`] : []),
  ];
}

/** A TOAST table's are a list of their own. */
function inOrder(after: readonly string[], to: readonly string[]): boolean {
  const toast = (options: readonly string[], is: boolean) =>
    options.filter((option) => option.startsWith("toast.") === is);
  return [true, false].every((is) => sameValue(toast(after, is), toast(to, is)));
}

/** `name 'value', …` for CREATE … OPTIONS of foreign things. */
export function foreignOptions(options: readonly string[]): Sql {
  return join(
    options.map((option) => {
      const [key, value] = split(option);
      return sql`${name(key)} ${literal(value)}`;
    }),
  );
}

/** `add name 'value', set …, drop …` for ALTER … OPTIONS of foreign things. */
export function changedForeignOptions(from: readonly string[], to: readonly string[]): Sql {
  const before = new Map(from.map(split));
  const after = new Map(to.map(split));
  return join([
    ...[...before.keys()].filter((key) => !after.has(key)).map((key) => sql`drop ${name(key)}`),
    ...[...after]
      .filter(([key, value]) => before.get(key) !== value)
      .map(([key, value]) => sql`${before.has(key) ? sql`set` : sql`add`} ${name(key)} ${literal(value)}`),
  ]);
}

function split(option: string): [string, string] {
  const at = option.indexOf("=");
  return [option.slice(0, at), option.slice(at + 1)];
}

/** `toast.` is a namespace of its own. */
function parameter(key: string): Sql {
  const [first, ...rest] = key.split(".");
  return rest.length === 0 ? name(key) : sql`${name(first as string)}.${name(rest.join("."))}`;
}
