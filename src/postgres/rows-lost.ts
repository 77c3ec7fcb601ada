// What became of rows between two looks at them, in sentences.
import type { RowPrints } from "../core/row-print.ts";

/** Sentences about rows that are fewer, or columns whose values are others; a column that is gone or of another type is not compared. */
export function rowsLost(before: RowPrints, after: RowPrints): readonly string[] {
  return [...before].flatMap(([table, was]) => {
    const is = after.get(table);
    if (!is) return [];
    if (is.rows !== was.rows) return [`${table} had ${was.rows} rows and has ${is.rows}`];
    return [...was.columns]
      .filter(([column, hash]) => is.columns.has(column) && is.columns.get(column) !== hash)
      .map(([column]) => `the values of ${table}.${column.split(" ")[0]} are not what they were`);
  });
}
