// What can be set of a materialized view's columns: statistics target, storage, compression and planner's options.
import type { Fact } from "../../core/fact.ts";
import type { StepDraft } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { list, printed, qualified } from "../kind.ts";
import type { Row } from "../session.ts";
import { type Sql, sql } from "../sql.ts";
import { COMPRESSION, STORAGE, usualStorage } from "./column-type.ts";
import { changedOptions } from "./options.ts";

/** Each a list of `column=value`, of the columns that have their own. */
export type ColumnSettings = {
  readonly statistics: readonly string[];
  readonly storage: readonly string[];
  readonly compression: readonly string[];
  /** Of one column as often as it has options. */
  readonly columnOptions: readonly string[];
};

export const COLUMN_SETTINGS = ["statistics", "storage", "compression", "columnOptions"] as const;

/** Of the relation `c`. */
export function settingColumns(major: number): Sql {
  const columns = (value: Sql, more: Sql = sql``): Sql => sql`(
    select pg_catalog.to_json(pg_catalog.array_agg(a.attname || '=' || (${value})::text order by a.attnum))
    from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid ${more}
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)`;
  return sql`${columns(sql`nullif(a.attstattarget, -1)`)} as statistics,
      ${columns(sql`case when a.attstorage <> t.typstorage then a.attstorage end`)} as storage,
      ${major >= 14 ? columns(sql`nullif(a.attcompression, '')`) : sql`null`} as compression,
      ${columns(sql`o.o`, sql`cross join lateral pg_catalog.unnest(a.attoptions) o(o)`)} as column_options`;
}

export function settingsOf(row: Row): ColumnSettings {
  return {
    statistics: known(row.statistics),
    storage: known(row.storage),
    compression: known(row.compression),
    columnOptions: known(row.column_options),
  };
}

/** Columns without a value of their own come as nulls. */
function known(text: string | null | undefined): readonly string[] {
  return list(text).filter((item: string | null) => item !== null);
}

interface SettingChange {
  readonly to: Fact<ColumnSettings & { readonly columns: readonly string[] }>;
  readonly from?: Fact<ColumnSettings>;
  readonly major: number;
}

export function changeSetting(
  setting: keyof ColumnSettings,
  { to, from, major }: SettingChange,
): StepDraft<Sql>[] {
  const wanted = grouped(to.attributes[setting]);
  const had = grouped(from?.attributes[setting] ?? []);
  return [...new Set([...wanted.keys(), ...had.keys()])].flatMap((column) => {
    const [after, before] = [wanted.get(column) ?? [], had.get(column) ?? []];
    if (after.join() === before.join()) return [];
    return clauses(setting, { after, before, usual: () => usualStorage(typeOf(to, column), major) }).map(
      (clause) => ({
        op: sql`alter materialized view ${qualified(to.id.path)} alter column ${name(column)} ${clause}`,
        lock:
          setting === "statistics" || setting === "columnOptions"
            ? "SHARE UPDATE EXCLUSIVE"
            : "ACCESS EXCLUSIVE",
      }),
    );
  });
}

function clauses(
  setting: keyof ColumnSettings,
  values: {
    readonly after: readonly string[];
    readonly before: readonly string[];
    readonly usual: () => string;
  },
): readonly Sql[] {
  const [value] = values.after;
  if (setting === "columnOptions") return changedOptions(values.before, values.after);
  if (setting === "statistics") return [sql`set statistics ${printed(value ?? "-1")}`];
  if (setting === "compression")
    return [sql`set compression ${printed(COMPRESSION[value ?? ""] ?? "default")}`];
  return [sql`set storage ${printed(STORAGE[value ?? ""] ?? values.usual())}`];
}

/** A name may hold `=`, a value of a setting does not, but an option does: `n_distinct=5`. */
function grouped(items: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const item of items) {
    const [, column = "", value = ""] = /^(.*?)=((?:n_distinct\w*=)?[^=]*)$/su.exec(item) ?? [];
    groups.set(column, [...(groups.get(column) ?? []), value]);
  }
  return groups;
}

/** Of a column as the view lists it: `name type`, the name perhaps quoted. */
function typeOf({ attributes: { columns } }: SettingChange["to"], column: string): string {
  const heads = [`${column} `, `"${column.replaceAll('"', '""')}" `];
  const found = columns.find((one) => heads.some((head) => one.startsWith(head))) ?? "";
  return found.slice(heads.find((head) => found.startsWith(head))?.length ?? 0);
}
