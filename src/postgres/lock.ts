// Taking the lock: an advisory lock where sessions are real, and always the lease row (rulings 1 to 4).
import type { LockAttempt, LockHolder, LockOptions, RunIdentity } from "../core/engine.ts";
import type { LeaseState } from "../core/history.ts";
import { beginOwn, commit, OWN_LOCK_TIMEOUT_MS, timeouts } from "./bookkeeping.ts";
import type { Surroundings } from "./connection.ts";
import { createTables, type Tables } from "./history.ts";
import { leaseOf, readLease, takeLease } from "./lease.ts";
import { endOrphans } from "./orphans.ts";
import type { SqlSession } from "./session.ts";
import { join, type Sql, sql } from "./sql.ts";

export interface LockContext {
  readonly tables: Tables;
  readonly run: RunIdentity;
  readonly session: SqlSession;
  readonly surroundings: Surroundings;
}

export type Taken = { readonly fence: bigint; readonly from: LeaseState | null };
export type TakeResult = { readonly taken: Taken } | Extract<LockAttempt, { holder: LockHolder }>;

const POLL_MS = 250;

/** Remembers, between tries, since when a holder has been silent; judged by our own clock only. */
export class LeaseWatch {
  #beat = "";
  #since = 0;

  /** Milliseconds for which the lease has not changed while we looked. */
  silentFor(lease: LeaseState, now: number): number {
    const beat = `${lease.runId} ${lease.beat}`;
    if (beat !== this.#beat) {
      this.#beat = beat;
      this.#since = now;
    }
    return now - this.#since;
  }
}

/** Makes the history tables where there are none. */
export async function ensureTables({ session, tables }: LockContext): Promise<void> {
  await own(session, createTables(tables));
}

/** One try. A waiter never blocks inside the server (ruling 3). */
export async function tryTake(
  context: LockContext,
  watch: LeaseWatch,
  lock: LockOptions,
): Promise<TakeResult> {
  const { session, tables, surroundings } = context;
  const real = !surroundings.pooled;
  const alone = real && (await tryAdvisory(context));
  const lease = await currentLease(session, tables);
  // Silence of more than the lease, with a tenth on top for timers that fire late.
  const silent = lease.held && watch.silentFor(lease, performance.now()) > lease.leaseMs * 1.1;
  const dead = lease.held && (silent || (alone && lease.mode === "session"));
  const free = !lease.held || dead;
  if (!free || (real && !alone && !silent)) {
    if (alone) await releaseAdvisory(context);
    return waitFor(lease);
  }
  if (dead) await endOrphans(session, { runId: lease.runId, pooled: !real });
  if (real && !alone && !(await tryAdvisory(context))) return waitFor(lease);
  const mode = real ? "session" : "pooled";
  const answers = await own(session, takeLease(tables, lease, { run: context.run, mode, lock }));
  const fence = answers.at(-2)?.rows[0]?.fence;
  if (fence === undefined || fence === null) {
    if (real) await releaseAdvisory(context);
    return waitFor(await currentLease(session, tables));
  }
  return { taken: { fence: BigInt(fence), from: dead ? lease : null } };
}

function waitFor(lease: LeaseState): Extract<LockAttempt, { holder: LockHolder }> {
  const { runId, who, host, pid, purpose } = lease;
  // Jitter, or fifty waiters would all ask at the same moment.
  return { holder: { runId, who, host, pid, purpose }, againMs: POLL_MS * (0.5 + Math.random()) };
}

export async function currentLease(session: SqlSession, tables: Tables): Promise<LeaseState> {
  const [answer] = await session.run(readLease(tables));
  return leaseOf(answer?.rows[0] ?? {});
}

async function tryAdvisory({ session, tables }: LockContext): Promise<boolean> {
  const [answer] = await session.run(sql`select pg_catalog.pg_try_advisory_lock(${tables.runKey}) as got`);
  return answer?.rows[0]?.got === "t";
}

export async function releaseAdvisory({ session, tables }: LockContext): Promise<void> {
  await session.run(sql`select pg_catalog.pg_advisory_unlock(${tables.runKey})`);
}

/** A short transaction of our own: never waits long, never leaves the session inside it. */
export async function own(session: SqlSession, work: Sql) {
  const [lockTimeout, statementTimeout] = timeouts(OWN_LOCK_TIMEOUT_MS, 0);
  const batch = join(
    [
      beginOwn.sql,
      (lockTimeout as { sql: Sql }).sql,
      (statementTimeout as { sql: Sql }).sql,
      work,
      commit.sql,
    ],
    sql`;\n`,
  );
  try {
    return await session.run(batch);
  } catch (error) {
    await session.run(sql`rollback`).catch(() => undefined);
    throw error;
  }
}
