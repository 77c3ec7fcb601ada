// The lock's rows: a lease with a heartbeat, and a fence that only grows (rulings 1 and 4).
import type { LockOptions, RunIdentity } from "../core/engine.ts";
import type { LeaseState } from "../core/history.ts";
import type { Form } from "./form.ts";
import { dateOf, type Tables } from "./history.ts";
import type { Row } from "./session.ts";
import { literal, name, type Sql, sql } from "./sql.ts";

export type LeaseMode = "session" | "pooled";

export function readLease({ lock }: Tables): Sql {
  return sql`select fence, held, run_id, beat, mode, lease_ms, host, pid, who, purpose,
  (extract(epoch from since) * 1000000)::bigint as since, (extract(epoch from last_beat) * 1000000)::bigint as last_beat
from ${lock} where id = 'lease'`;
}

export function leaseOf(row: Row): LeaseState {
  return {
    held: row.held === "t",
    runId: row.run_id ?? "",
    fence: row.fence ?? "0",
    beat: row.beat ?? "0",
    mode: row.mode === "pooled" ? "pooled" : "session",
    leaseMs: Number(row.lease_ms),
    host: row.host ?? "",
    pid: Number(row.pid),
    who: row.who ?? "",
    purpose: row.purpose ?? "",
    since: dateOf(row.since) ?? new Date(0),
    lastBeat: dateOf(row.last_beat) ?? new Date(0),
  };
}

/**
 * Takes the lease if it still is as it was seen, and raises the fence, which waits for every transaction of an older
 * holder that is about to commit and makes all later ones of it fail. Answers the new fence, or no row.
 */
export function takeLease(tables: Tables, seen: LeaseState, by: TakeOptions): Sql {
  const { lock } = tables;
  const { run } = by;
  return sql`with taken as (
  update ${lock} set held = true, run_id = ${literal(run.runId)}, beat = beat + 1, mode = ${literal(by.mode)},
    lease_ms = ${literal(by.lock.leaseMs)}, host = ${literal(run.host)}, pid = ${literal(run.pid)}, who = ${literal(run.who)},
    purpose = ${literal(by.lock.purpose)}, since = clock_timestamp(), last_beat = clock_timestamp()
  where id = 'lease' and held = ${literal(seen.held)} and run_id = ${literal(seen.runId)} and beat = ${literal(BigInt(seen.beat))}
  returning 1)
update ${lock} set fence = fence + 1 where id = 'fence' and exists (select from taken) returning fence`;
}

export interface TakeOptions {
  readonly run: RunIdentity;
  readonly mode: LeaseMode;
  readonly lock: LockOptions;
}

/** A heartbeat; answers a row only while the lease is ours. */
export function beat({ lock }: Tables, runId: string): Sql {
  return sql`update ${lock} set beat = beat + 1, last_beat = clock_timestamp()
where id = 'lease' and held and run_id = ${literal(runId)} returning beat`;
}

/** The row stays, so that its beat and fence go on growing. */
export function releaseLease({ lock }: Tables, runId: string): Sql {
  return sql`update ${lock} set held = false, beat = beat + 1 where id = 'lease' and held and run_id = ${literal(runId)}`;
}

/**
 * Fails with division_by_zero unless the fence is still ours, and keeps it so until the transaction ends: a take-over
 * has to wait for this row. In a snapshot older than a take-over it fails with a serialization error instead.
 */
export function fenceForm({ lock }: Tables): Form {
  return {
    name: name("godwit fence"),
    types: [sql`bigint`],
    text: ([fence]) => sql`select 1 / count(*) as godwit_fence from (
  select from ${lock} where id = 'fence' and fence = ${fence as Sql} for share) as ours`,
  };
}
