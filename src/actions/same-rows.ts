// Compares the rows of two shadows, without columns whose values are others each time.
import type { Contents } from "../core/schema-database.ts";

/** By table: columns that differ between two courses of the same work. */
export type Volatile = ReadonlyMap<string, ReadonlySet<string>>;

export function volatileIn(one: Contents, again: Contents): Volatile {
  const found = new Map<string, ReadonlySet<string>>();
  for (const [table, rows] of one.rows) {
    const other = again.rows.get(table) ?? [];
    if (same(rows, other)) continue;
    const columns = new Set(rows.flatMap((row) => Object.keys(JSON.parse(row))));
    const differing = [...columns].filter((column) => !same(valuesOf(rows, column), valuesOf(other, column)));
    found.set(table, new Set(differing));
  }
  return found;
}

export interface RowsDiffer {
  readonly path: readonly string[];
  readonly message: string;
}

export function rowsDiffering(one: Contents, other: Contents, volatile: Volatile): readonly RowsDiffer[] {
  const tables = [...new Set([...one.rows.keys(), ...other.rows.keys()])].sort();
  const found: RowsDiffer[] = [];
  for (const table of tables) {
    const [mine, theirs] = [one, other].map(({ rows }) => stable(rows.get(table) ?? [], volatile.get(table)));
    if (!mine || !theirs || same(mine, theirs)) continue;
    const path = one.paths.get(table) ?? other.paths.get(table) ?? [table];
    const example = mine.find((row) => !theirs.includes(row)) ?? theirs.find((row) => !mine.includes(row));
    found.push({ path, message: `rows of ${table} depend on the order, such as ${example?.slice(0, 200)}` });
  }
  return found;
}

function stable(rows: readonly string[], volatile: ReadonlySet<string> = new Set()): readonly string[] {
  if (volatile.size === 0) return rows;
  return rows
    .map((row) =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries(JSON.parse(row) as object).filter(([column]) => !volatile.has(column)),
        ),
      ),
    )
    .sort();
}

function valuesOf(rows: readonly string[], column: string): readonly string[] {
  return rows
    .map((row) => JSON.stringify((JSON.parse(row) as Record<string, unknown>)[column] ?? null))
    .sort();
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
