// A question that only the target's rows answer, and its words.
import { literal, type Sql, sql } from "./sql.ts";

/** Counts what is in the way, up to `MOST`; or says why that cannot be asked. */
export type RowQuestion = {
  /** The fact that is to be. */
  readonly about: string;
} & (
  | {
      readonly sql: Sql;
      /** What it means that there are some. */
      readonly found: (count: number) => string;
    }
  | { readonly unknown: string }
);

const MOST = 1_000;

export function counted(rows: Sql): Sql {
  return sql`select count(*) as found from (${rows} limit ${literal(MOST + 1)}) as s`;
}

export function many(count: number, what: string): string {
  if (count > MOST) return `more than ${MOST} ${what}s`;
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

export const is = (count: number) => (count === 1 ? "is" : "are");
