// The statements that record progress inside a transaction: fence, history row, log line.
import type { RecordChange } from "../core/engine.ts";
import { inFull, prepare } from "./form.ts";
import { isApplying, recordForm, recordValues, removeRecord, thereForm } from "./history.ts";
import { fenceForm } from "./lease.ts";
import { appendLog, lineForm, logLockForm, type Writer } from "./log.ts";
import type { Piece } from "./pieces.ts";
import { literal, type Sql, sql } from "./sql.ts";

export interface Ledger extends Writer {
  readonly fence: Sql;
  /** Nothing is written; what would fail because a migration took our tables away fails all the same. */
  readonly unrecorded?: boolean;
}

/** Fence, record and log. The log comes last: its lock is held only until the commit that follows. */
export function bookkeeping({ tables, run, fence }: Ledger, change: RecordChange, say = inFull): Piece[] {
  const pieces: Piece[] = [];
  if (change.put) {
    const applying = isApplying(change.put);
    // Only what every migration writes is worth preparing.
    const sayRecord = applying ? say : inFull;
    pieces.push(sayRecord(recordForm(tables, applying), recordValues(change.put)));
  }
  if (change.remove !== undefined) pieces.push({ sql: removeRecord(tables, change.remove) });
  pieces.push(...appendLog({ tables, run }, change.log, say));
  return [{ ...say(fenceForm(tables), [fence]), fence: true }, ...pieces];
}

/** What a part ends with before its commit. */
export function closing(ledger: Ledger, change: RecordChange, say = inFull): Piece[] {
  const recorded = ledger.unrecorded ? [say(thereForm(ledger.tables), [])] : bookkeeping(ledger, change, say);
  return [...ownGround, ...recorded];
}

/** Lets a session that is ours alone say `bookkeeping` by name. */
export function preparing({ tables, run, unrecorded }: Ledger): Piece[] {
  const forms = unrecorded
    ? [thereForm(tables)]
    : [fenceForm(tables), recordForm(tables, true), logLockForm(tables), lineForm({ tables, run })];
  return [begin, ...ownGround, ...forms.map(prepare), commit];
}

/** Timeouts of one transaction, in milliseconds; 0 is none. */
export function timeouts(lockTimeoutMs: number, statementTimeoutMs: number): Piece[] {
  return [
    localLockTimeout(lockTimeoutMs),
    { sql: sql`set local statement_timeout = ${literal(Math.round(statementTimeoutMs))}` },
  ];
}

export function localLockTimeout(ms: number): Piece {
  return { sql: sql`set local lock_timeout = ${literal(Math.round(ms))}` };
}

/** Whatever a database, a role or the file made the default. */
export const begin: Piece = { sql: sql`begin read write` };
/** For our own short transactions, whose statements must see what was committed while they waited. */
export const beginOwn: Piece = { sql: sql`begin isolation level read committed read write` };
export const commit: Piece = { sql: sql`commit` };
export const rollback: Piece = { sql: sql`rollback` };

/** Our own short transactions wait for a lock at most this long. */
export const OWN_LOCK_TIMEOUT_MS = 5_000;

/**
 * What a migration may have set, be it in a trigger's function, must not bend our own statements. All of it is
 * local: at the commit the session-level values that the file chose are in force again (ruling 11).
 */
export const ownGround: readonly Piece[] = [
  { sql: sql`set local session authorization default` },
  { sql: sql`set local role none` },
  { sql: sql`set local search_path to pg_catalog` },
  ...timeouts(OWN_LOCK_TIMEOUT_MS, 0),
];
