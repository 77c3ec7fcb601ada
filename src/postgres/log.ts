// The append-only log, chained by hash so that an edited or missing line shows (ruling 16).
import type { RunIdentity } from "../core/engine.ts";
import type { ChainState, LogEntry, LogLine } from "../core/history.ts";
import { type Form, inFull, type Saying } from "./form.ts";
import { dateOf, GENESIS, inTransaction, type Tables } from "./history.ts";
import type { Piece } from "./pieces.ts";
import type { Row } from "./session.ts";
import { literal, name, type Sql, sql } from "./sql.ts";

/** Who appends, and where. */
export interface Writer {
  readonly tables: Tables;
  readonly run: RunIdentity;
}

/**
 * Two statements: the lock first, so that the second one's snapshot sees the newest line. In a transaction with an
 * older snapshot (repeatable read) the unique `previous_hash` refuses a fork, which the caller retries.
 */
export function appendLog(
  { tables, run }: Writer,
  entry: LogEntry,
  say: Saying = inFull,
): readonly [Piece, Piece] {
  return [say(logLockForm(tables), []), say(lineForm({ tables, run }), lineValues(entry))];
}

export function logLockForm({ logKey }: Tables): Form {
  return {
    name: name("godwit log lock"),
    types: [],
    text: () => sql`select pg_catalog.pg_advisory_xact_lock(${logKey})`,
  };
}

export function lineForm({ tables: { log }, run }: Writer): Form {
  const text = sql`text`;
  return {
    name: name("godwit log line"),
    types: [text, text, text, text, text, sql`bigint`, sql`jsonb`],
    text: (values) => {
      const [event, version, title, reason, checksum, before, details] = values as LineValues;
      const took = sql`case when ${before} is not null then ${inTransaction(before)} end`;
      return sql`insert into ${log} (at, run_id, event, version, name, who, reason, checksum, execution_time_ms, details, previous_hash, hash)
select e.*, p.previous_hash, ${lineHash} from (select clock_timestamp() as at, ${literal(run.runId)}::text as run_id,
  ${event}::text as event, ${version}::text as version, ${title}::text as name, ${literal(run.who)}::text as who,
  ${reason}::text as reason, ${checksum}::text as checksum, ${took} as execution_time_ms, ${details}::jsonb as details) e,
(select coalesce((select hash from ${log} order by id desc limit 1), ${literal(GENESIS)}) as previous_hash) p`;
    },
  };
}

type LineValues = readonly [Sql, Sql, Sql, Sql, Sql, Sql, Sql];

function lineValues(entry: LogEntry): LineValues {
  return [
    literal(entry.event),
    literal(entry.version),
    literal(entry.name),
    literal(entry.reason ?? null),
    literal(entry.checksum ?? null),
    entry.executionTimeMs === undefined ? sql`null::bigint` : literal(entry.executionTimeMs),
    entry.details === undefined ? sql`null` : literal(JSON.stringify(entry.details)),
  ];
}

/** Computable in plain SQL by anyone: jsonb's text form is the same on every version. */
const lineHash = sql`encode(sha256(convert_to(jsonb_build_array(previous_hash,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), run_id, event, version, name, who, reason, checksum,
  execution_time_ms, details)::text, 'UTF8')), 'hex')`;

export function readLog({ log }: Tables, limit: number, version?: string): Sql {
  return sql`select id, (extract(epoch from at) * 1000000)::bigint as at, run_id, event, version, name, who, reason, checksum,
  execution_time_ms, details, previous_hash, hash from ${log}
  where ${version === undefined ? sql`true` : sql`version = ${literal(version)}`} order by id desc limit ${literal(limit)}`;
}

export function lineOf(row: Row): LogLine {
  return {
    id: row.id ?? "",
    at: dateOf(row.at) ?? new Date(0),
    runId: row.run_id ?? "",
    event: row.event ?? "",
    version: row.version ?? null,
    name: row.name ?? null,
    who: row.who ?? "",
    reason: row.reason ?? null,
    checksum: row.checksum ?? null,
    executionTimeMs: row.execution_time_ms === null ? null : Number(row.execution_time_ms),
    details: row.details === null || row.details === undefined ? null : JSON.parse(row.details),
    previousHash: row.previous_hash ?? "",
    hash: row.hash ?? "",
  };
}

/** Follows the chain on the server: one row with the count, the head and the first line that does not fit. */
export function verifyChain({ log }: Tables): Sql {
  return sql`select count(*) as lines, (select hash from ${log} order by id desc limit 1) as head,
  min(id) filter (where hash is distinct from expected or previous_hash is distinct from before) as broken_at
from (select id, hash, previous_hash, ${lineHash} as expected,
  coalesce(lag(hash) over (order by id), ${literal(GENESIS)}) as before from ${log}) chain`;
}

export function chainOf(row: Row | undefined): ChainState {
  return { lines: Number(row?.lines ?? 0), head: row?.head ?? null, brokenAt: row?.broken_at ?? null };
}
