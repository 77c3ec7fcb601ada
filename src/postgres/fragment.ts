// The `sql` that users write with: templates whose values are bound as parameters, names and literals made safe.
import {
  type MigrationSql,
  type Row,
  SQL_FRAGMENT,
  type SqlFragment,
  type SqlParameter,
} from "../core/module-migration.ts";
import { literal, name } from "./sql.ts";

/** A fragment as this engine makes it: text with `$1…` left out until it stands in a statement. */
interface Fragment extends SqlFragment {
  readonly strings: readonly string[];
  readonly values: readonly (SqlParameter | SqlFragment)[];
}

export interface Bound {
  readonly text: string;
  readonly values: readonly SqlParameter[];
}

type Value = SqlParameter | SqlFragment;

interface Makers {
  name(...path: readonly [string, ...string[]]): SqlFragment;
  literal(value: string | number | bigint | boolean | null): SqlFragment;
}

const makers: Makers = {
  name: (...path) => fragment([name(...path).text], []),
  literal: (value) => fragment([literal(value).text], []),
};

/** A piece of SQL to put into another statement; exported as `sql` by the library. */
export const sqlFragment: Makers &
  ((strings: TemplateStringsArray, ...values: readonly Value[]) => SqlFragment) = withMakers(
  (strings: TemplateStringsArray, ...values: readonly Value[]) => fragment(strings, values),
);

/** Turns a template into a statement with `$1…` and its values. */
export function bind(strings: readonly string[], values: readonly Value[]): Bound {
  const bound: SqlParameter[] = [];
  return { text: render(strings, values, bound), values: bound };
}

/** The `sql` of a migration's context, which runs what it is given. */
export function runningSql(run: (statement: Bound) => Promise<readonly Row[]>): MigrationSql {
  const tag = (strings: TemplateStringsArray, ...values: readonly Value[]) => run(bind(strings, values));
  return withMakers(tag) as unknown as MigrationSql;
}

/** A function's own `name` cannot be assigned, only defined. */
function withMakers<F extends object>(tag: F): F & Makers {
  for (const [key, value] of Object.entries(makers)) Object.defineProperty(tag, key, { value });
  return tag as F & Makers;
}

function render(strings: readonly string[], values: readonly Value[], bound: SqlParameter[]): string {
  let text = strings[0] ?? "";
  for (const [index, value] of values.entries()) {
    text += isFragment(value)
      ? render(value.strings, value.values, bound)
      : `$${bound.push(value as SqlParameter)}`;
    text += strings[index + 1] ?? "";
  }
  return text;
}

function fragment(strings: readonly string[], values: readonly Value[]): Fragment {
  return { [SQL_FRAGMENT]: true, strings, values };
}

function isFragment(value: Value): value is Fragment {
  return typeof value === "object" && value !== null && SQL_FRAGMENT in value;
}
