// Keeps a lock that we hold: beats, notices its loss, and stops writing before anybody may take it over.
import { GodwitError } from "../core/errors.ts";
import type { Action, DynamoSession } from "./call.ts";
import { ageOf, type Clock, type Instant } from "./clock.ts";
import { isConditionFailed, isConflict } from "./failure.ts";
import { getItem } from "./history-items.ts";
import { type HistoryPlace, LOCK } from "./layout.ts";
import { beatUpdate, type LockItem, lockFrom, lockGuard, releaseUpdate } from "./lock-item.ts";

/** Part of the lease after which we no longer trust it ourselves. Others wait for more than all of it. */
const TRUSTED = 0.8;

export interface Lease {
  /** Aborts with a GodwitError when the lock is lost. */
  readonly lost: AbortSignal;
  readonly fence: number;
  readonly leaseMs: number;
  /** The action by which a transaction proves that the lock is ours. */
  readonly guard: Action;
  /** Throws when the lock is lost, or when we have not been able to renew it for too long. */
  check(): void;
  /** The table says that the lock is not ours any more. */
  refused(): never;
  /** Stops beating and gives the lock back, if it is still ours. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly session: DynamoSession;
  readonly place: HistoryPlace;
  /** As we have written it. */
  readonly lock: LockItem;
  /** Taken before the lock was written: watchers count from then at the earliest. */
  readonly since: Instant;
  readonly clock: Clock;
}

export function keepLease({ session, place, lock, since, clock }: LeaseOptions): Lease {
  const losing = new AbortController();
  let rvn = lock.rvn;
  let renewed = since;
  /** Record versions that we tried to write, and when: an answer may be lost though the write was done. */
  const attempts = new Map<string, Instant>();
  let beatTimer: NodeJS.Timeout | undefined;
  let guardTimer: NodeJS.Timeout | undefined;
  let stopped = false;

  const stop = (): void => {
    stopped = true;
    clearTimeout(beatTimer);
    clearTimeout(guardTimer);
  };
  const lose = (why: string, cause?: unknown): GodwitError => {
    if (!losing.signal.aborted) {
      losing.abort(new GodwitError("LOCK_LOST", `the lock in ${place.table} is lost: ${why}`, { cause }));
    }
    stop();
    return losing.signal.reason;
  };
  const tooOld = (): boolean => ageOf(renewed, clock()) > lock.leaseMs * TRUSTED;
  const check = (): void => {
    losing.signal.throwIfAborted();
    if (tooOld()) throw lose(`it was not renewed within ${Math.round(lock.leaseMs * TRUSTED)} ms`);
  };
  const renew = (at: Instant, written: string): void => {
    if (at.monotonic < renewed.monotonic) return;
    rvn = written;
    renewed = at;
    // Those that were sent later may still arrive.
    for (const [attempt, sent] of attempts) if (sent.monotonic <= at.monotonic) attempts.delete(attempt);
    watch();
  };
  /** Timers may fire a little early, so the clock decides and the timer is set again. */
  const watch = (): void => {
    clearTimeout(guardTimer);
    if (stopped) return;
    if (tooOld()) lose(`it was not renewed within ${Math.round(lock.leaseMs * TRUSTED)} ms`);
    else {
      const left = lock.leaseMs * TRUSTED - ageOf(renewed, clock());
      guardTimer = setTimeout(watch, Math.max(0, left) + 1).unref();
    }
  };
  const beat = async (): Promise<void> => {
    // The next one does not wait for this one's answer: a request may hang for most of a lease.
    beatIn(lock.leaseMs / 3);
    const next = crypto.randomUUID();
    const sent = clock();
    attempts.set(next, sent);
    try {
      await session.run({ command: "UpdateItem", input: beatUpdate(place, { ...lock, rvn }, next) });
      renew(sent, next);
    } catch (thrown) {
      if (isConditionFailed(thrown)) await resolveRefusal();
      // Our own transactions check the same item: they last milliseconds.
      beatIn(isConflict(thrown) ? 20 + Math.random() * 30 : Math.min(lock.leaseMs / 10, 1_000));
    }
  };
  const beatIn = (ms: number): void => {
    clearTimeout(beatTimer);
    if (!stopped) beatTimer = setTimeout(beat, ms).unref();
  };
  /** A repeated write that had already succeeded is refused too: what lies in the table decides. */
  const resolveRefusal = async (): Promise<void> => {
    try {
      const item = await getItem(session, place, LOCK);
      const found = item && lockFrom(item);
      const sent = found && attempts.get(found.rvn);
      // An earlier beat arrived behind a later one.
      if (found?.rvn === rvn) return;
      if (found && sent && isOurs(found)) renew(sent, found.rvn);
      else if (!stopped)
        lose(found && !isOurs(found) ? `${found.who} on ${found.host} has it` : "it was ended");
    } catch {
      // Not known yet: the next beat asks again, and the guard ends our trust in time.
    }
  };
  const isOurs = (found: LockItem): boolean =>
    found.state === "HELD" && found.runId === lock.runId && found.fence === lock.fence;

  renew(since, rvn);
  beatIn(lock.leaseMs / 3);

  return {
    lost: losing.signal,
    fence: lock.fence,
    leaseMs: lock.leaseMs,
    guard: lockGuard(place, lock),
    check,
    refused() {
      throw lose("another run has taken it over, or it was unlocked");
    },
    async release() {
      stop();
      if (!losing.signal.aborted) await giveBack(session, place, lock);
    },
  };
}

async function giveBack(session: DynamoSession, place: HistoryPlace, lock: LockItem): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await session.run({ command: "UpdateItem", input: releaseUpdate(place, lock) });
      return;
    } catch (thrown) {
      // Somebody else has it already: there is nothing left to give back.
      if (isConditionFailed(thrown)) return;
      if (!isConflict(thrown) || tries === RELEASE_TRIES) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const RELEASE_TRIES = 10;
