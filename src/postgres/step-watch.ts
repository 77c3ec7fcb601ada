// Watches what a session's statements do to what was there before them: one question after each.
import type { Observation, Relation, SeenLock } from "../core/observation.ts";
import { list } from "./kind.ts";
import { LOCK_MODES } from "./lock-modes.ts";
import type { Operation } from "./operation.ts";
import type { Piece } from "./pieces.ts";
import type { Row } from "./session.ts";
import { sql } from "./sql.ts";

interface Known {
  readonly relation: Relation;
  file: string;
  scans: number;
  rows: number;
  readonly modes: Set<string>;
}

/** For one migration on one session. */
export class StepWatch {
  readonly #told: (seen: Observation) => void;
  readonly #known = new Map<string, Known>();
  #position = 0n;

  constructor(told: (seen: Observation) => void) {
    this.#told = told;
  }

  /** Comes first in every transaction: locks of earlier ones are gone. */
  beginning(): Piece[] {
    const isFirst = this.#known.size === 0;
    return [
      {
        sql: allQuery,
        answered: ({ rows }) => {
          for (const row of rows) {
            const known = this.#known.get(row.oid ?? "");
            if (known) this.#renew(known, row);
            else if (isFirst) this.#known.set(row.oid ?? "", knownOf(row));
          }
          this.#position = positionOf(rows);
        },
      },
    ];
  }

  /** Comes after a step. */
  after(step: number, operation: Operation): Piece {
    // TRUNCATE gives a table a new file, too, but it neither copies nor reads a row.
    const empties = operation.type === "statement" && operation.nature.nodeName === "TruncateStmt";
    return {
      sql: heldQuery,
      answered: ({ rows }) => {
        const seen = this.#seen(step, rows);
        this.#told(empties ? { ...seen, rewrites: [], scans: [] } : seen);
      },
    };
  }

  #renew(known: Known, row: Row): void {
    known.modes.clear();
    Object.assign(known, { file: row.file ?? "", scans: Number(row.scans), rows: Number(row.rows) });
  }

  #seen(step: number, rows: readonly Row[]): Observation {
    const seen = { locks: [], rewrites: [], scans: [] } as Record<"rewrites" | "scans", Relation[]> & {
      locks: { relation: Relation; mode: string }[];
    };
    let written = 0;
    for (const row of rows) {
      const known = this.#known.get(row.oid ?? "");
      if (!known) continue;
      const { relation } = known;
      const fresh = list(row.modes ?? null).filter((mode) => !known.modes.has(mode));
      const strongest = LOCK_MODES.findLast(({ server }) => fresh.includes(server));
      const held = LOCK_MODES.findLastIndex(({ server }) => known.modes.has(server));
      // What is weaker than a lock that is held keeps nobody else out.
      if (strongest && LOCK_MODES.indexOf(strongest) > held)
        seen.locks.push({ relation, mode: strongest.mode });
      for (const mode of fresh) known.modes.add(mode);
      // What is dropped has a lock and no place in the catalogue any more.
      if (row.name === null) continue;
      if (row.file !== known.file) seen.rewrites.push(relation);
      if (Number(row.scans) > known.scans) seen.scans.push(relation);
      written += Math.max(0, Number(row.rows) - known.rows);
      Object.assign(known, { file: row.file ?? "", scans: Number(row.scans), rows: Number(row.rows) });
    }
    seen.locks.sort((a, b) => strengthOf(b) - strengthOf(a));
    const position = positionOf(rows);
    const logged = position > this.#position ? Number(position - this.#position) : 0;
    if (position > 0n) this.#position = position;
    return { step, ...seen, rows: written, logged };
  }
}

function strengthOf({ mode }: SeenLock): number {
  return LOCK_MODES.findIndex((one) => one.mode === mode);
}

function knownOf(row: Row): Known {
  return {
    relation: [row.schema ?? "", row.name ?? ""],
    file: row.file ?? "",
    scans: Number(row.scans),
    rows: Number(row.rows),
    modes: new Set(),
  };
}

function positionOf(rows: readonly Row[]): bigint {
  return BigInt(rows[0]?.position ?? 0);
}

const columns = sql`n.nspname as schema, c.relname as name,
  coalesce(pg_catalog.pg_relation_filenode(c.oid), 0) as file,
  pg_catalog.pg_stat_get_xact_numscans(c.oid) as scans,
  pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)
    + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) as rows,
  pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::bigint as position`;

/** Tables and what holds rows like them: waiting for an index or a sequence comes from its table. */
const visible = sql`c.relkind in ('r', 'p', 'm', 'v', 'f') and n.nspname !~ '^pg_'
  and n.nspname <> 'information_schema'`;

const allQuery = sql`
  select c.oid, ${columns}
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where ${visible}`;

const heldQuery = sql`
  select held.relation as oid, ${columns}, held.modes
  from (select relation, pg_catalog.array_to_json(pg_catalog.array_agg(distinct mode)) as modes
        from pg_catalog.pg_locks
        where locktype = 'relation' and granted and pid = pg_catalog.pg_backend_pid()
          and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
        group by relation) held
  left join pg_catalog.pg_class c on c.oid = held.relation
  left join pg_catalog.pg_namespace n on n.oid = c.relnamespace`;
