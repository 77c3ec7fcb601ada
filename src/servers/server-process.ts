// Watching and ending a server's process, whether it is our child or was left behind by another keeper.
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;

export function childEnd(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

/** Only a parent is told of a process's end; everybody else has to look. */
export async function processEnd(isAlive: () => boolean): Promise<void> {
  while (isAlive()) await sleep(POLL_MS);
}

export interface Signals {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

/** Sends the signals one after the other, each only when the one before did not end the process in its time. */
export async function endProcess(
  pid: number,
  ended: Promise<void>,
  signals: readonly Signals[],
): Promise<void> {
  for (const { signal, waitMs } of signals) {
    if (!send(pid, signal)) break;
    if (await endsWithin(ended, waitMs)) return;
  }
  await ended;
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function endsWithin(ended: Promise<void>, ms: number): Promise<boolean> {
  const patience = new AbortController();
  const late = sleep(ms, false, { signal: patience.signal }).catch(() => false);
  try {
    return await Promise.race([ended.then(() => true), late]);
  } finally {
    patience.abort();
  }
}
