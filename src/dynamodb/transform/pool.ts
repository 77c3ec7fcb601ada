// Which segments there are and who works on them, as far as this process knows; hands out holds to its workers.

import { type Hold, type HoldOptions, takeSegment, watchSegments } from "./hold.ts";
import { readSegments } from "./run-item.ts";
import { type Counts, type Segment, sumOf } from "./segment.ts";

export interface Pool {
  /** A segment to work on; null when all of them are done. Throws what `check` throws. */
  next(check: () => void): Promise<Hold | null>;
  /** Told by workers after each checkpoint, and when they end. */
  moved(hold: Hold): void;
  ended(hold: Hold): void;
  /** Looks again at what others do. */
  refresh(): Promise<void>;
  totals(): Counts;
  /** Processes that work on it, ours included. */
  owners(): number;
}

export function segmentPool(options: HoldOptions): Pool {
  const { session, place, owner, leads, clock } = options;
  const known = new Map<number, Segment>();
  /** Those that a worker of this process has, or is about to take. */
  const mine = new Set<number>();
  const patience = watchSegments(clock);
  const waiting = room();

  let looking: Promise<void> | undefined;
  /** All idle workers of a process wait for one look. */
  const refresh = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const look = async (): Promise<void> => {
    for (const found of await readSegments(session, place)) {
      if (!mine.has(found.number)) known.set(found.number, found);
    }
  };
  const isFree = (segment: Segment): boolean => {
    if (segment.done || mine.has(segment.number)) return false;
    if (segment.owner === null || segment.owner === owner) return true;
    // Whoever had the lock before us writes nothing any more: it stopped before we could take the lock over.
    if (leads && segment.leads) return true;
    return patience(segment) <= 0;
  };

  return {
    async next(check) {
      for (let turn = 0; ; turn++) {
        check();
        const free = [...known.values()].filter(isFree);
        const chosen = free[Math.floor(Math.random() * free.length)];
        if (chosen) {
          mine.add(chosen.number);
          const taken = await takeSegment(options, chosen).catch((thrown) => {
            mine.delete(chosen.number);
            throw thrown;
          });
          if (taken) return taken;
          mine.delete(chosen.number);
        } else if (known.size > 0 && [...known.values()].every(({ done }) => done)) return null;
        // Somebody was quicker, or all are taken.
        if (turn > 0) await waiting.rest(Math.min(1_000, 100 * 2 ** turn));
        await refresh();
      }
    },
    moved: ({ segment }) => known.set(segment.number, segment),
    ended({ segment }) {
      // What lies in the table now is not what we know: the next refresh tells.
      known.set(segment.number, segment);
      mine.delete(segment.number);
      waiting.wake();
    },
    refresh,
    totals: () => sumOf([...known.values()].map(({ counts }) => counts)),
    owners: () =>
      new Set([owner, ...[...known.values()].flatMap((one) => (one.done || !one.owner ? [] : [one.owner]))])
        .size,
  };
}

/** Where workers without a segment wait: for a time, or until another worker of this process has ended with one. */
function room(): { rest(ms: number): Promise<void>; wake(): void } {
  const wakers = new Set<() => void>();
  return {
    rest: (ms) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          wakers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        wakers.add(wake);
      }),
    wake() {
      for (const wake of [...wakers]) wake();
    },
  };
}
