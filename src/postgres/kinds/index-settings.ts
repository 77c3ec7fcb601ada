// What can be altered of an index without making it again, whether it stands for itself or behind a constraint.
import type { Fact, FactKey } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { flag, list, printed, qualified } from "../kind.ts";
import type { Row } from "../session.ts";
import { type Sql, sql } from "../sql.ts";
import { changedOptions } from "./options.ts";

export type IndexSettings = {
  /** Storage parameters, `name=value`. */
  readonly options: readonly string[];
  readonly tablespace: string | null;
  /** CLUSTER without an index follows this one. */
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  /** `number=target` of columns with a statistics target of their own. */
  readonly statistics: readonly string[];
};

/** Columns of a query that has pg_index as `i`, and its pg_class as `x`. */
export const settingsColumns: Sql = sql`
  pg_catalog.to_json(x.reloptions) as options, i.indisclustered as clustered, i.indisreplident as replica_identity,
  (select s.spcname from pg_catalog.pg_tablespace s where s.oid = x.reltablespace) as tablespace,
  (select pg_catalog.to_json(pg_catalog.array_agg(a.attnum || '=' || a.attstattarget order by a.attnum))
    from pg_catalog.pg_attribute a where a.attrelid = x.oid and a.attstattarget <> -1) as statistics`;

export function settingsOf(row: Row): IndexSettings {
  return {
    options: list(row.options),
    tablespace: row.tablespace ?? null,
    clustered: flag(row.clustered),
    replicaIdentity: flag(row.replica_identity),
    statistics: list(row.statistics),
  };
}

/** The index by its schema and name, and what it is on. */
export interface IndexPlace {
  readonly index: readonly string[];
  readonly on: readonly string[];
  readonly table: FactKey;
}

/** What CREATE INDEX and ADD CONSTRAINT have no words for. */
export function moreSettings(place: IndexPlace, settings: IndexSettings): Drafts<Sql> {
  return [
    ...changeStatistics(place, settings.statistics, []),
    ...(settings.clustered ? [clusterOn(place)] : []),
    ...(settings.replicaIdentity ? [identify(place)] : []),
  ];
}

export function changeOptions({ index, table }: IndexPlace, to: IndexSettings, from: IndexSettings) {
  return changedOptions(from.options, to.options).map((clause) => ({
    op: sql`alter index ${qualified(index)} ${clause}`,
    lock: "SHARE UPDATE EXCLUSIVE",
    relation: table,
  }));
}

export function changeTablespace({ index, table }: IndexPlace, to: IndexSettings) {
  const op = sql`alter index ${qualified(index)} set tablespace ${name(to.tablespace ?? "pg_default")}`;
  return [{ op, lock: "ACCESS EXCLUSIVE", relation: table, rewrites: true }];
}

export function changeStatistics(
  { index, table }: IndexPlace,
  to: readonly string[],
  from: readonly string[],
): Drafts<Sql> {
  const wanted = new Map(to.map(split));
  const had = new Map(from.map(split));
  const numbers = [...new Set([...wanted.keys(), ...had.keys()])];
  return numbers
    .filter((number) => wanted.get(number) !== had.get(number))
    .map((number) => ({
      op: sql`alter index ${qualified(index)} alter column ${printed(number)} set statistics ${printed(wanted.get(number) ?? "-1")}`,
      lock: "SHARE UPDATE EXCLUSIVE",
      relation: table,
    }));
}

export function changeClustered(place: IndexPlace, to: IndexSettings, scene: Scene): Drafts<Sql> {
  if (to.clustered) return [clusterOn(place)];
  if (another(place, "clustered", scene)) return [];
  const op = sql`alter table ${qualified(place.on)} set without cluster`;
  return [{ op, lock: "SHARE UPDATE EXCLUSIVE", relation: place.table }];
}

/** The table's own identity is set before, so it must not be overwritten. */
export function changeIdentity(place: IndexPlace, to: IndexSettings, scene: Scene): Drafts<Sql> {
  if (to.replicaIdentity) return [identify(place)];
  const usual = scene.to.get(place.table)?.attributes.replicaIdentity === "default";
  if (!usual || another(place, "replicaIdentity", scene)) return [];
  const op = sql`alter table ${qualified(place.on)} replica identity default`;
  return [{ op, lock: "ACCESS EXCLUSIVE", relation: place.table }];
}

/** Without its identity the table would have none at all, not the usual one. */
export function loseIdentity(place: IndexPlace, from: IndexSettings, scene: Scene): Drafts<Sql> {
  if (!from.replicaIdentity || scene.isGone(place.table)) return [];
  return changeIdentity(place, { ...from, replicaIdentity: false }, scene);
}

function clusterOn({ index, on, table }: IndexPlace) {
  const op = sql`alter table ${qualified(on)} cluster on ${name(index[1] as string)}`;
  return { op, lock: "SHARE UPDATE EXCLUSIVE", relation: table };
}

function identify({ index, on, table }: IndexPlace) {
  const op = sql`alter table ${qualified(on)} replica identity using index ${name(index[1] as string)}`;
  return { op, lock: "ACCESS EXCLUSIVE", relation: table };
}

/** Another index of the same table is the one in the wanted schema. */
function another({ table }: IndexPlace, setting: "clustered" | "replicaIdentity", scene: Scene): boolean {
  return scene.dependentsAfter(table).some(({ attributes }: Fact) => attributes[setting] === true);
}

function split(item: string): [string, string] {
  const at = item.indexOf("=");
  return [item.slice(0, at), item.slice(at + 1)];
}
