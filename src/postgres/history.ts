// The history tables in PostgreSQL: how they are made, read and written (CONTRACT section 6).
import { BY_CLOCK, type HistoryRecord } from "../core/history.ts";
import type { Form } from "./form.ts";
import type { Row } from "./session.ts";
import { join, literal, name, type Sql, sql } from "./sql.ts";

/** Version of this layout; an older Godwit refuses a newer one. */
export const LAYOUT = 1;

/** Qualified names of our tables, and the keys of our advisory locks. */
export interface Tables {
  readonly schema: string;
  readonly table: string;
  readonly history: Sql;
  readonly log: Sql;
  readonly lock: Sql;
  /** Held by the running Godwit, session-level. */
  readonly runKey: Sql;
  /** Held for a moment around each append to the log, transaction-level. */
  readonly logKey: Sql;
}

export function tablesOf({ schema, table }: { readonly schema: string; readonly table: string }): Tables {
  const key = (purpose: string): Sql => {
    const text = literal(`godwit ${purpose} ${schema}.${table}`);
    return sql`pg_catalog.hashtextextended(${text}, 0)`;
  };
  return {
    schema,
    table,
    history: name(schema, table),
    log: name(schema, `${table}_log`),
    lock: name(schema, `${table}_lock`),
    runKey: key("run"),
    logKey: key("log"),
  };
}

/** The first line of the chain follows this. */
export const GENESIS = "0".repeat(64);

/** Makes the tables. Runs under an advisory lock of its own: `if not exists` alone races on the catalogues. */
export function createTables(tables: Tables): Sql {
  const { history, log, lock } = tables;
  return sql`
select pg_catalog.pg_advisory_xact_lock(${tables.logKey});
create schema if not exists ${name(tables.schema)};
create table if not exists ${history} (
  version text primary key,
  name text not null,
  description text,
  kind text not null,
  applied_at timestamptz not null,
  applied_by text not null,
  checksum text,
  fingerprint text,
  execution_time_ms bigint not null,
  success boolean not null,
  steps_done int not null,
  steps_total int not null,
  steps_hash text[] not null,
  step_started timestamptz,
  error text,
  rollback text,
  git_sha text,
  tool_version text not null,
  run_id text not null
);
create table if not exists ${log} (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  run_id text not null,
  event text not null,
  version text,
  name text,
  who text not null,
  reason text,
  checksum text,
  execution_time_ms bigint,
  details jsonb,
  previous_hash text not null unique,
  hash text not null unique
);
create table if not exists ${lock} (
  id text primary key,
  fence bigint not null default 0,
  held boolean not null default false,
  run_id text not null default '',
  beat bigint not null default 0,
  mode text not null default 'session',
  lease_ms bigint not null default 0,
  host text not null default '',
  pid int not null default 0,
  who text not null default '',
  purpose text not null default '',
  since timestamptz not null default now(),
  last_beat timestamptz not null default now()
);
insert into ${lock} (id) values ('lease'), ('fence') on conflict (id) do nothing;
insert into ${history} (version, name, description, kind, applied_at, applied_by, execution_time_ms, success,
  steps_done, steps_total, steps_hash, tool_version, run_id)
values ('000', ${literal(tables.table)}, ${literal(layoutText(LAYOUT))}, 'history', now(), session_user, 0, true,
  0, 0, '{}', '', '') on conflict (version) do nothing`;
}

function layoutText(layout: number): string {
  return `Godwit's history, layout ${layout}`;
}

/** The layout that version 000 tells of; null when the row is not ours. */
export function layoutOf(description: string | null): number | null {
  const found = /^Godwit's history, layout (\d+)$/.exec(description ?? "");
  return found ? Number(found[1]) : null;
}

/**
 * Records and lease in one round trip; fails with 42P01 when there is no history. A record travels as one JSON value,
 * which spares the driver nineteen columns a row.
 */
export function readState({ history, lock }: Tables): Sql {
  return sql`select pg_catalog.row_to_json(r) as record from (select ${recordColumns} from ${history}) r;
select fence, held, run_id, beat, mode, lease_ms, host, pid, who, purpose, ${micros("since")} as since,
  ${micros("last_beat")} as last_beat from ${lock} where id = 'lease'`;
}

/** Timestamps travel as microseconds since 1970: independent of DateStyle and time zone. */
function micros(column: string): Sql {
  return sql`(extract(epoch from ${name(column)}) * 1000000)::bigint`;
}

const recordColumns = sql`version, name, description, kind, ${micros("applied_at")} as applied_at, applied_by, checksum,
  fingerprint, execution_time_ms, success, steps_done, steps_total, steps_hash,
  ${micros("step_started")} as step_started, error, rollback, git_sha, tool_version, run_id`;

interface StoredRecord {
  readonly version: string;
  readonly name: string;
  readonly description: string | null;
  readonly kind: string;
  readonly applied_at: number;
  readonly applied_by: string;
  readonly checksum: string | null;
  readonly fingerprint: string | null;
  readonly execution_time_ms: number;
  readonly success: boolean;
  readonly steps_done: number;
  readonly steps_total: number;
  readonly steps_hash: readonly string[];
  readonly step_started: number | null;
  readonly error: string | null;
  readonly rollback: string | null;
  readonly git_sha: string | null;
  readonly tool_version: string;
  readonly run_id: string;
}

export function recordOf({ record }: Row): HistoryRecord {
  const stored = JSON.parse(record ?? "") as StoredRecord;
  return {
    version: stored.version,
    name: stored.name,
    description: stored.description,
    kind: stored.kind,
    appliedAt: dateOf(stored.applied_at) ?? new Date(0),
    appliedBy: stored.applied_by,
    checksum: stored.checksum,
    fingerprint: stored.fingerprint,
    executionTimeMs: stored.execution_time_ms,
    success: stored.success,
    stepsDone: stored.steps_done,
    stepsTotal: stored.steps_total,
    stepsHash: stored.steps_hash,
    stepStarted: dateOf(stored.step_started),
    error: stored.error,
    rollback: stored.rollback,
    gitSha: stored.git_sha,
    toolVersion: stored.tool_version,
    runId: stored.run_id,
  };
}

/** Microseconds since 1970 to a Date (which keeps milliseconds). */
export function dateOf(value: string | number | null | undefined): Date | null {
  return value === null || value === undefined ? null : new Date(Math.floor(Number(value) / 1000));
}

/** Milliseconds until the transaction began, and its age on top; our two clocks may differ by one. */
export function inTransaction(executionTimeMs: Sql): Sql {
  return sql`greatest(0, ${executionTimeMs} + (extract(epoch from clock_timestamp() - now()) * 1000)::bigint)`;
}

/** A new `applied_at` is the database's clock; any other keeps what the record has. */
export function isApplying({ appliedAt }: HistoryRecord): boolean {
  return appliedAt.getTime() === BY_CLOCK.getTime();
}

/**
 * Inserts or replaces one record. When it is applied, its time in the open transaction is added to the execution time:
 * the record is written before the commit whose time it tells.
 */
export function recordForm({ history }: Tables, applying: boolean): Form {
  return {
    name: name("godwit record"),
    types: RECORD_TYPES,
    text: (values) => {
      const [executionTimeMs] = values.slice(EXECUTION_TIME) as [Sql];
      const before = join(values.slice(0, EXECUTION_TIME));
      const after = join(values.slice(EXECUTION_TIME + 1));
      const took = applying ? inTransaction(executionTimeMs) : executionTimeMs;
      return sql`insert into ${history} as known (version, name, description, kind, applied_by, checksum, fingerprint,
  execution_time_ms, success, steps_done, steps_total, steps_hash, step_started, error, rollback, git_sha, tool_version, run_id, applied_at)
values (${before}, ${took}, ${after}, clock_timestamp())
on conflict (version) do update set name = excluded.name, description = excluded.description, kind = excluded.kind,
  applied_at = ${applying ? sql`excluded.applied_at` : sql`known.applied_at`}, applied_by = excluded.applied_by,
  checksum = excluded.checksum, fingerprint = excluded.fingerprint, execution_time_ms = excluded.execution_time_ms,
  success = excluded.success, steps_done = excluded.steps_done, steps_total = excluded.steps_total,
  steps_hash = excluded.steps_hash, step_started = excluded.step_started, error = excluded.error,
  rollback = excluded.rollback, git_sha = excluded.git_sha, tool_version = excluded.tool_version, run_id = excluded.run_id`;
    },
  };
}

const TEXT = sql`text`;
/** In the order of `recordForm`. */
const RECORD_TYPES: readonly Sql[] = [
  ...[TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT],
  ...[sql`bigint`, sql`boolean`, sql`int`, sql`int`, sql`text[]`, sql`timestamptz`],
  ...[TEXT, TEXT, TEXT, TEXT, TEXT],
];
const EXECUTION_TIME = 7;

export function recordValues(record: HistoryRecord): readonly Sql[] {
  return [
    literal(record.version),
    literal(record.name),
    literal(record.description),
    literal(record.kind),
    literal(record.appliedBy),
    literal(record.checksum),
    literal(record.fingerprint),
    literal(record.executionTimeMs),
    literal(record.success),
    literal(record.stepsDone),
    literal(record.stepsTotal),
    literal(record.stepsHash),
    record.stepStarted === null ? sql`null` : sql`clock_timestamp()`,
    literal(record.error),
    literal(record.rollback),
    literal(record.gitSha),
    literal(record.toolVersion),
    literal(record.runId),
  ];
}

export function removeRecord({ history }: Tables, version: string): Sql {
  return sql`delete from ${history} where version = ${literal(version)}`;
}
