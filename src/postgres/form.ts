// Our own statements with places for values: said in full, or prepared once in a session that is ours alone.
import type { Piece } from "./pieces.ts";
import { join, literal, type Sql, sql } from "./sql.ts";

export interface Form {
  /** What the session knows it by, quoted. */
  readonly name: Sql;
  /** Of the values, in order. */
  readonly types: readonly Sql[];
  readonly text: (values: readonly Sql[]) => Sql;
}

/** How a form is said. */
export type Saying = (form: Form, values: readonly Sql[]) => Piece;

export const inFull: Saying = ({ text }, values) => ({ sql: text(values) });

/** Only after `prepare` in the same session: each migration changes the catalogues, so planning anew is expensive. */
export const byName: Saying = ({ name }, values) => ({
  sql: values.length === 0 ? sql`execute ${name}` : sql`execute ${name} (${join(values)})`,
  byName: true,
});

export function prepare({ name, types, text }: Form): Piece {
  const places = types.map((_, index) => sql`$${literal(index + 1)}`);
  return {
    sql: sql`prepare ${name}${types.length === 0 ? sql`` : sql` (${join(types)})`} as ${text(places)}`,
  };
}
