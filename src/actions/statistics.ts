// What the tables of a database hold and how they are used, as a file that lint reads where no database is.
import { GodwitError } from "../core/errors.ts";
import type { Extent, LookupExtent } from "../core/estimate.ts";
import { type FactKey, idOf, keyOf } from "../core/fact.ts";

export interface TableStatistics extends Extent {
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
}

/** In the order of their names. */
export function statisticsOf(extents: ReadonlyMap<FactKey, Extent>): readonly TableStatistics[] {
  return [...extents]
    .map(([key, extent]): TableStatistics => {
      const { kind, path } = idOf(key);
      return { kind, schema: path[0] ?? "", name: path[1] ?? "", ...extent };
    })
    .sort((a, b) => (`${a.schema}.${a.name}` < `${b.schema}.${b.name}` ? -1 : 1));
}

/** Reads what `godwit stats` writes. Throws STATS_FILE. */
export function readStatistics(text: string, file: string): ReadonlyMap<FactKey, Extent> {
  const refuse = (why: string) => new GodwitError("STATS_FILE", `${file} ${why}`, { at: { file } });
  let read: unknown;
  try {
    read = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw refuse("is not JSON");
  }
  const { tables } = (read ?? {}) as { readonly tables?: unknown };
  if (!Array.isArray(tables)) throw refuse("holds no statistics");
  return new Map(
    tables.map((table: unknown, index) => {
      if (!isStatistics(table)) throw refuse(`holds no statistics at tables[${index}]`);
      const { kind, schema, name, ...extent } = table;
      return [keyOf(kind, [schema, name]), extent];
    }),
  );
}

function isStatistics(value: unknown): value is TableStatistics {
  const { kind, schema, name, bytes, totalBytes, rows, lookups, reads, writes, counted } = (value ??
    {}) as Partial<TableStatistics>;
  return (
    [kind, schema, name].every((part) => typeof part === "string") &&
    [bytes, totalBytes].every(isCount) &&
    (rows === null || isCount(rows)) &&
    [reads, writes, counted].every((count) => count === undefined || isCount(count)) &&
    Array.isArray(lookups) &&
    lookups.every(isLookup)
  );
}

function isLookup(value: unknown): value is LookupExtent {
  const { bytes, method, collated } = (value ?? {}) as Partial<LookupExtent>;
  return isCount(bytes) && typeof method === "string" && typeof collated === "boolean";
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
