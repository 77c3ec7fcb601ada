// Waits for the lock, holds it while the work is done, and gives it back whatever happens.
import type { Database, Held } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Project } from "./project.ts";

export interface LockWish {
  readonly purpose: string;
  readonly waitMs: number;
  /** Asked now and then while waiting: true when there is nothing left to do, so that a waiter goes home. */
  readonly settled?: () => Promise<boolean>;
}

const SETTLED_EVERY_MS = 1_000;

/** Runs `work` under the lock. Null when, while we waited, the work turned out to be done. */
export async function withLock<T>(
  project: Project,
  database: Database,
  { wish, work }: { readonly wish: LockWish; readonly work: (held: Held) => Promise<T> },
): Promise<T | null> {
  const held = await take(project, database, wish);
  if (!held) return null;
  try {
    return await work(held);
  } finally {
    // How the work ended is what the caller must hear: a lock that is not given back is taken over by the next run.
    await held.release().catch((error: Error) => {
      project.report({ type: "note", message: `the lock could not be given back: ${error.message}` });
    });
  }
}

async function take(project: Project, database: Database, wish: LockWish): Promise<Held | null> {
  const { report, signal, settings } = project;
  const start = performance.now();
  let askedAt = start;
  let told = 0;
  for (;;) {
    const attempt = await database.tryLock({ purpose: wish.purpose, leaseMs: settings.leaseMs });
    if ("held" in attempt) return attempt.held;
    const waited = performance.now() - start;
    const { who, host, pid, purpose } = attempt.holder;
    const holder = who === "" ? "another run" : `${who} on ${host}, process ${pid} (${purpose})`;
    if (signal.aborted) throw new GodwitError("CANCELLED", "cancelled while waiting for the lock");
    if (waited >= wish.waitMs) {
      throw new GodwitError("LOCKED", `the lock is held by ${holder}; waited ${Math.round(waited / 1000)} s`);
    }
    if (told === 0 || waited - told > 10_000) {
      told = Math.max(waited, 1);
      report({ type: "lock-waiting", holder, waitedMs: waited });
    }
    await pause(Math.min(attempt.againMs, Math.max(10, wish.waitMs - waited)), signal);
    if (wish.settled && performance.now() - askedAt > SETTLED_EVERY_MS) {
      askedAt = performance.now();
      if (await wish.settled()) return null;
    }
  }
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
  });
}
