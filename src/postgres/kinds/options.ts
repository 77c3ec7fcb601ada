// Lists of `name=value`, as reloptions and the options of foreign things are kept in the catalogue.
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

/** SET and RESET clauses that turn one list into the other. */
export function changedOptions(from: readonly string[], to: readonly string[]): readonly Sql[] {
  const keys = new Set(to.map((option) => split(option)[0]));
  const gone = from.map((option) => split(option)[0]).filter((key) => !keys.has(key));
  const set = to.filter((option) => !from.includes(option));
  return [
    ...(gone.length > 0 ? [sql`reset (${join(gone.map(parameter))})`] : []),
    ...(set.length > 0 ? [sql`set (${optionList(set)})`] : []),
  ];
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
