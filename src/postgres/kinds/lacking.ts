// Partitions that have nothing attached, or nothing whole, to an index of their partitioned table.

import type { Fact, FactKey } from "../../core/fact.ts";
import { keyOf } from "../../core/fact.ts";
import type { Fate, Scene } from "../../core/kind.ts";
import { type Sql, sql } from "../sql.ts";

/** Their names as JSON; null where all have one. Attaching a partition would make one there: such an index comes after it. */
export function lackingPartitions(index: Sql, table: Sql): Sql {
  return sql`(select pg_catalog.json_agg(array[pn.nspname, p.relname]) from pg_catalog.pg_inherits h
        join pg_catalog.pg_class p on p.oid = h.inhrelid
        join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace where h.inhparent = ${table}
        and not exists (select from pg_catalog.pg_inherits a join pg_catalog.pg_index ai on ai.indexrelid = a.inhrelid
          where a.inhparent = ${index} and ai.indrelid = p.oid and ai.indisvalid))`;
}

/** Keys of what was read so. */
export function lackingKeys(json: string | null | undefined): readonly FactKey[] {
  return (JSON.parse(json ?? "[]") as readonly (readonly string[])[]).map((path) => keyOf("partition", path));
}

/** Of an index when such a partition is dropped: it comes after the one that is attached again. */
export function fateOfLacked(needed: Fact, { to }: Scene): Fate {
  return to.has(needed.key) ? "rebuild" : "stay";
}
