// What became of rows: three fingerprints, before a migration, after it and after its rollback, in sentences.
import type { RowPrint, RowPrints } from "../core/row-print.ts";

export interface Losses {
  /** What the migration takes or changes: that is what it is for, but somebody should read it. */
  readonly byMigration: readonly string[];
  /** What the migration had left alone. */
  readonly byRollback: readonly string[];
  /** What the migration took, and is empty or another after the rollback. */
  readonly notBroughtBack: readonly string[];
}

export interface Prints {
  readonly before: RowPrints;
  readonly between: RowPrints;
  /** Absent where there is no rollback. */
  readonly after?: RowPrints;
}

export function lossesOf({ before, between, after }: Prints): Losses {
  const byMigration: string[] = [];
  const byRollback: string[] = [];
  const notBroughtBack: string[] = [];
  for (const [table, was] of before) {
    if (was.rows === 0) continue;
    const now = between.get(table);
    byMigration.push(...taken(table, was, now));
    const back = after?.get(table);
    if (!back) continue;
    if (now && now.rows === was.rows && back.rows !== was.rows) {
      byRollback.push(`${table} had ${was.rows} rows and has ${back.rows} after the rollback`);
      continue;
    }
    if (back.rows !== was.rows) {
      notBroughtBack.push(`${table} had ${was.rows} rows and has ${back.rows} after the rollback`);
      continue;
    }
    for (const [column, hash] of was.columns) {
      const last = back.columns.get(column);
      if (last === undefined || last === hash) continue;
      const list = now?.columns.get(column) === hash ? byRollback : notBroughtBack;
      list.push(`after the rollback the values of ${table}.${nameOf(column)} are not what they were`);
    }
  }
  return { byMigration, byRollback, notBroughtBack };
}

function taken(table: string, was: RowPrint, now: RowPrint | undefined): string[] {
  if (!now) return [`the ${was.rows} rows of ${table}, which is gone or has another name`];
  if (now.rows < was.rows) return [`${was.rows - now.rows} of the ${was.rows} rows of ${table}`];
  if (now.rows > was.rows) return [];
  return [...was.columns].flatMap(([column, hash]) => {
    const value = now.columns.get(column);
    if (value === hash) return [];
    if (value !== undefined) return [`the values of ${table}.${nameOf(column)}, which are others`];
    const retyped = [...now.columns.keys()].some((other) => nameOf(other) === nameOf(column));
    return retyped ? [] : [`the values of ${table}.${nameOf(column)}, which is gone or has another name`];
  });
}

/** A type has blanks, and so may a name; the type's own come last. */
function nameOf(column: string): string {
  return column.split(" ")[0] ?? column;
}
