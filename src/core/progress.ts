// How far a migration has come, as it is written to the history step by step.
import type { RunIdentity } from "./engine.ts";
import { BY_CLOCK, type HistoryRecord } from "./history.ts";
import type { Migration } from "./migration.ts";
import type { Step } from "./step.ts";

/** Stands in `error` while a migration is being reverted step by step; a crash leaves it there. */
export const REVERTING = "reverting";

export function isReverting(record: HistoryRecord): boolean {
  return !record.success && record.error?.startsWith(REVERTING) === true;
}

/** It failed, and all of it was rolled back: there is nothing to revert. */
export function isUntouched(record: HistoryRecord): boolean {
  return !record.success && record.stepsDone === 0 && record.stepStarted === null && !isReverting(record);
}

export interface Subject {
  readonly migration: Pick<Migration, "version" | "name" | "repeatable" | "header">;
  readonly checksum: string | null;
  readonly fingerprint: string | null;
  readonly rollback: string | null;
}

/** A record of a migration that has just begun: nothing done, not yet successful. */
export function freshRecord(
  { migration, checksum, fingerprint, rollback }: Subject,
  run: RunIdentity,
): HistoryRecord {
  return {
    version: migration.version,
    name: migration.name,
    description: migration.header.description ?? migration.header.title ?? null,
    kind: migration.repeatable ? "repeatable" : migration.header.kind,
    appliedAt: BY_CLOCK,
    appliedBy: run.who,
    checksum,
    fingerprint,
    executionTimeMs: 0,
    success: false,
    stepsDone: 0,
    stepsTotal: 0,
    stepsHash: [],
    stepStarted: null,
    error: null,
    rollback,
    gitSha: run.gitSha,
    toolVersion: run.toolVersion,
    runId: run.runId,
  };
}

/** The record after `done` steps of the program; `open` when the next one is announced. */
export function progressRecord(
  base: HistoryRecord,
  steps: readonly Step[],
  {
    done,
    open,
    executionTimeMs,
  }: { readonly done: number; readonly open: boolean; readonly executionTimeMs: number },
): HistoryRecord {
  return {
    ...base,
    executionTimeMs,
    stepsDone: done,
    stepsTotal: steps.length,
    stepsHash: steps.slice(0, open ? done + 1 : done).map((step) => step.hash),
    stepStarted: open ? BY_CLOCK : null,
  };
}

/** The record of a migration that is done. The hashes have served their purpose: they are for resuming only. */
export function doneRecord(
  base: HistoryRecord,
  steps: readonly Step[],
  executionTimeMs: number,
): HistoryRecord {
  return {
    ...base,
    executionTimeMs,
    success: true,
    stepsDone: steps.length,
    stepsTotal: steps.length,
    stepsHash: [],
    stepStarted: null,
    error: null,
  };
}
