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

/** Few enough that a message stays small where each keeps a long rollback. */
const RECORDS_A_ROW = 100;

/**
 * Records and lease in one round trip; fails with 42P01 when there is no history. Records travel as JSON, many in one
 * row: the driver's work is by row and column, and takes longer than all of the rest.
 */
export function readState({ history, lock }: Tables): Sql {
  return sql`select pg_catalog.json_agg(record) as records from (
  select pg_catalog.json_build_array(${storedRecord}) as record,
    (pg_catalog.row_number() over () - 1) / ${literal(RECORDS_A_ROW)} as part from ${history}) r group by part order by part;
select fence, held, run_id, beat, mode, lease_ms, host, pid, who, purpose, ${micros("since")} as since,
  ${micros("last_beat")} as last_beat from ${lock} where id = 'lease'`;
}

/** Timestamps travel as microseconds since 1970: independent of DateStyle and time zone. */
function micros(column: string): Sql {
  return sql`(extract(epoch from ${name(column)}) * 1000000)::bigint`;
}

const storedRecord = sql`version, name, description, kind, ${micros("applied_at")}, applied_by, checksum,
  fingerprint, execution_time_ms, success, steps_done, steps_total, steps_hash,
  ${micros("step_started")}, error, rollback, git_sha, tool_version, run_id`;

/** In the order of `storedRecord`. */
type StoredRecord = readonly [
  version: string,
  name: string,
  description: string | null,
  kind: string,
  appliedAt: number,
  appliedBy: string,
  checksum: string | null,
  fingerprint: string | null,
  executionTimeMs: number,
  success: boolean,
  stepsDone: number,
  stepsTotal: number,
  stepsHash: readonly string[],
  stepStarted: number | null,
  error: string | null,
  rollback: string | null,
  gitSha: string | null,
  toolVersion: string,
  runId: string,
];

/** The records of one row of `readState`. */
export function recordsOf({ records }: Row): HistoryRecord[] {
  return (JSON.parse(records ?? "[]") as StoredRecord[]).map(recordOf);
}

function recordOf(stored: StoredRecord): HistoryRecord {
  return {
    version: stored[0],
    name: stored[1],
    description: stored[2],
    kind: stored[3],
    appliedAt: dateOf(stored[4]) ?? new Date(0),
    appliedBy: stored[5],
    checksum: stored[6],
    fingerprint: stored[7],
    executionTimeMs: stored[8],
    success: stored[9],
    stepsDone: stored[10],
    stepsTotal: stored[11],
    stepsHash: stored[12],
    stepStarted: dateOf(stored[13]),
    error: stored[14],
    rollback: stored[15],
    gitSha: stored[16],
    toolVersion: stored[17],
    runId: stored[18],
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

/** Writes nothing, and fails where what a record needs is gone. */
export function thereForm({ history, log, lock }: Tables): Form {
  const nothing = (columns: number) =>
    sql`select ${join(Array.from({ length: columns }, () => sql`null`))} where false`;
  return {
    name: name("godwit there"),
    types: [],
    text: () => sql`with record as (
  insert into ${history} (version, name, description, kind, applied_by, checksum, fingerprint, execution_time_ms, success,
    steps_done, steps_total, steps_hash, step_started, error, rollback, git_sha, tool_version, run_id, applied_at)
  ${nothing(19)}), line as (
  insert into ${log} (at, run_id, event, version, name, who, reason, checksum, execution_time_ms, details, previous_hash, hash)
  ${nothing(12)})
select from ${lock} where false`,
  };
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
