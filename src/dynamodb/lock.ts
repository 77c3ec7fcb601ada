// Takes the lock: at once when it is free, and from a holder that has not moved for longer than its lease.
import type { LockAttempt, LockHolder, LockOptions, RunIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Reporter } from "../core/event.ts";
import type { DynamoSession } from "./call.ts";
import type { Clock, Instant } from "./clock.ts";
import { isConditionFailed, isConflict } from "./failure.ts";
import { getItem } from "./history-items.ts";
import { type HistoryPlace, LOCK } from "./layout.ts";
import { endUpdate, holderOf, type LockItem, lockFrom, nextLock, putLock } from "./lock-item.ts";
import { appendLog } from "./log.ts";

/** A holder is taken for dead after its own lease and this much more: it stops writing long before. */
const PATIENCE = 1.1;

export interface LockAccess {
  readonly session: DynamoSession;
  readonly place: HistoryPlace;
  readonly run: RunIdentity;
  readonly clock: Clock;
  readonly report: Reporter;
}

export interface Taken {
  readonly lock: LockItem;
  /** Before the lock was written. */
  readonly since: Instant;
  /** Whose lock it was, when the holder was taken for dead. */
  readonly from: LockHolder | null;
}

export type Taking = { readonly taken: Taken } | Exclude<LockAttempt, { readonly held: unknown }>;

export interface LockWatch {
  /** One try; what it sees of the holder is remembered for the next one. */
  take(options: LockOptions): Promise<Taking>;
  /** Ends the lease of a dead holder, or of any with `force`; answers whose it was. */
  end(options: { readonly force: boolean; readonly reason: string }): Promise<LockHolder | null>;
}

/** Remembers when it first saw the lock as it is, by a clock that never jumps: no two machines' clocks are compared. */
export function watchLock(access: LockAccess): LockWatch {
  const { session, place, clock } = access;
  let seen: { readonly rvn: string; readonly at: number } | undefined;

  const read = async (): Promise<LockItem | undefined> => {
    const item = await getItem(session, place, LOCK);
    return item && lockFrom(item);
  };
  /** Milliseconds until the holder counts as dead, if it does not move. */
  const patience = (lock: LockItem): number => {
    const now = clock().monotonic;
    if (seen?.rvn !== lock.rvn) seen = { rvn: lock.rvn, at: now };
    return lock.leaseMs * PATIENCE - (now - seen.at);
  };
  const busy = (lock: LockItem, waitMs: number): Taking => ({
    holder: holderOf(lock),
    againMs: Math.max(10, Math.min(waitMs, lock.leaseMs / 5, 5_000)),
  });

  return {
    async take({ purpose, leaseMs }) {
      const found = await read();
      const waitMs = found?.state === "HELD" ? patience(found) : 0;
      if (found && waitMs > 0) return busy(found, waitMs);
      const lock = nextLock(access.run, { purpose, leaseMs, fence: (found?.fence ?? 0) + 1 });
      const since = clock();
      if (await write(access, lock, found)) {
        return { taken: { lock, since, from: found?.state === "HELD" ? holderOf(found) : null } };
      }
      const winner = await read();
      if (winner?.state === "HELD") return busy(winner, patience(winner));
      return { holder: holderOf(winner ?? lock), againMs: 10 };
    },

    async end({ force, reason }) {
      const first = await read();
      if (first?.state !== "HELD") return null;
      let found = first;
      while (!force) {
        const waitMs = patience(found);
        if (waitMs <= 0) break;
        const pause = Math.min(waitMs, found.leaseMs / 5);
        await new Promise((resolve) => setTimeout(resolve, pause));
        const again = await read();
        if (again?.state !== "HELD") return null;
        if (again.rvn !== found.rvn) throw stillHeld(again);
        found = again;
      }
      await endLock(access, found, { force, reason });
      return holderOf(found);
    },
  };
}

/** True when the lock is ours now, also when the answer to an earlier try was lost on the way. */
async function write(
  { session, place }: LockAccess,
  lock: LockItem,
  found: LockItem | undefined,
): Promise<boolean> {
  try {
    await session.run({ command: "PutItem", input: putLock(place, lock, found) });
    return true;
  } catch (thrown) {
    if (isConflict(thrown)) return false;
    if (!isConditionFailed(thrown)) throw thrown;
    const item = await getItem(session, place, LOCK);
    return item !== undefined && lockFrom(item).rvn === lock.rvn;
  }
}

async function endLock(
  access: LockAccess,
  found: LockItem,
  { force, reason }: { readonly force: boolean; readonly reason: string },
): Promise<void> {
  await appendLog(access, {
    entries: [{ event: "unlocked", version: null, name: null, reason, details: { ...holderOf(found) } }],
    others: [{ Update: endUpdate(access.place, found, force) }],
    onRefused() {
      throw stillHeld(found);
    },
  });
}

function stillHeld(lock: LockItem): GodwitError {
  return new GodwitError(
    "STILL_HELD",
    `the lock is held by ${lock.who} on ${lock.host} (pid ${lock.pid}), who is alive: ${lock.purpose}`,
    { hint: "wait for it or stop it; `godwit unlock --force` takes the lock away from a living run" },
  );
}
