// A database whose schema is read: what it holds, and where rows lie. Nothing is written, nothing is locked.
import type { Demand } from "../core/demand.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import type { Extent, LookupExtent } from "../core/estimate.ts";
import { type FactKey, keyOf, type SchemaReading } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { ReadSchemaOptions, SchemaDatabase } from "../core/schema-database.ts";
import { askRows } from "./ask-rows.ts";
import { askTarget } from "./ask-target.ts";
import { readSchema } from "./read-schema.ts";
import { serverError } from "./server-error.ts";
import type { SqlSession } from "./session.ts";
import { sql } from "./sql.ts";

export interface Reached {
  readonly session: SqlSession;
  readonly host: string;
  readonly database: string;
}

export class PostgresSchemaDatabase implements SchemaDatabase {
  readonly #reached: Reached;

  constructor(reached: Reached) {
    this.#reached = reached;
  }

  async identify(): Promise<DatabaseIdentity> {
    const { session, host, database } = this.#reached;
    return { engine: "postgres", name: database, host, version: session.serverVersion };
  }

  async read(options: ReadSchemaOptions = {}): Promise<SchemaReading> {
    const { session } = this.#reached;
    try {
      return await readSchema(session, { ...options, major: majorOf(session.serverVersion) });
    } catch (error) {
      throw serverError(error, "read the schema");
    }
  }

  async occupied(): Promise<ReadonlyMap<FactKey, Extent>> {
    try {
      const [answer] = await this.#reached.session.run(occupiedQuery);
      return new Map(
        (answer?.rows ?? []).map((row) => [
          keyOf(row.kind ?? "", [row.schema ?? "", row.name ?? ""]),
          {
            bytes: Number(row.bytes),
            totalBytes: Number(row.total),
            rows: row.rows === null ? null : Math.round(Number(row.rows)),
            writes: Number(row.writes),
            reads: Number(row.reads),
            ...(row.counted ? { counted: Number(row.counted) } : {}),
            lookups: JSON.parse(row.indexes ?? "[]") as LookupExtent[],
          },
        ]),
      );
    } catch (error) {
      throw serverError(error, "look where rows are");
    }
  }

  async ask(demand: Demand): Promise<readonly Finding[]> {
    const { session } = this.#reached;
    try {
      return [...(await askRows(session, demand)), ...(await askTarget(session, demand))];
    } catch (error) {
      throw serverError(error, "ask about what is planned");
    }
  }

  close(): Promise<void> {
    return this.#reached.session.close();
  }
}

/** `18.4 (Debian …)` is 18. */
export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/**
 * By size and not by statistics, which a table has only after ANALYZE. A partition counts for its parents, too. A
 * database whose counters were never reset says nothing of their age: then those of the whole server are as old or older.
 */
const occupiedQuery = sql`
with counted as (
  select pg_catalog.round(extract(epoch from pg_catalog.now() - coalesce(d.stats_reset, b.stats_reset))) as seconds
  from pg_catalog.pg_stat_database d, pg_catalog.pg_stat_bgwriter b where d.datname = pg_catalog.current_database()
), sized as (
  select c.oid, c.reltuples, c.relpages, pg_catalog.pg_relation_size(c.oid) as bytes from pg_catalog.pg_class c
  where c.relkind in ('r', 'm') and c.relpersistence <> 't' and c.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace
), occupied as (
  -- As the planner does: the rows that were counted, on the pages that there are now.
  select oid, bytes, pg_catalog.pg_total_relation_size(oid) as total, pg_catalog.pg_stat_get_tuples_inserted(oid)
    + pg_catalog.pg_stat_get_tuples_updated(oid) + pg_catalog.pg_stat_get_tuples_deleted(oid) as writes,
    pg_catalog.pg_stat_get_numscans(oid) + coalesce((select sum(pg_catalog.pg_stat_get_numscans(i.indexrelid))
      from pg_catalog.pg_index i where i.indrelid = sized.oid), 0) as reads, case when reltuples > 0 and relpages > 0
    then reltuples * (bytes / pg_catalog.current_setting('block_size')::bigint) / relpages end as rows
  from sized where bytes > 0
), all_occupied as (
  select oid, oid as part, bytes, total, writes, reads, rows from occupied
  union all
  select a.relid::oid, o.oid, o.bytes, o.total, o.writes, o.reads, o.rows from occupied o, pg_catalog.pg_partition_ancestors(o.oid) a where a.relid <> o.oid
), indexed as (
  select i.indrelid, pg_catalog.json_build_object('bytes', pg_catalog.pg_relation_size(i.indexrelid), 'method', m.amname,
    'collated', exists (select from pg_catalog.unnest(i.indcollation) k where k <> 0)) as about
  from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_am m on m.oid = c.relam
  where i.indrelid in (select oid from occupied)
)
select case c.relkind when 'm' then 'materialized-view' else 'table' end as kind, n.nspname as schema, c.relname as name,
  sum(o.bytes) as bytes, sum(o.total) as total, sum(o.writes) as writes, sum(o.reads) as reads, sum(o.rows) as rows,
  (select seconds from counted) as counted,
  (select pg_catalog.json_agg(i.about) from indexed i where i.indrelid = any (pg_catalog.array_agg(o.part))) as indexes
from all_occupied o join pg_catalog.pg_class c on c.oid = o.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
group by 1, 2, 3`;
