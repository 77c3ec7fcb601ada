// What an engine gives the contract suites: a fresh, empty database that several runs can open.
import type { Database, RunIdentity } from "../../src/core/engine.ts";
import type { Event } from "../../src/core/event.ts";
import type { HistoryRecord } from "../../src/core/history.ts";

export interface ContractStore {
  /** Opens the database for a run; `events` gets what it reports. */
  open(run: RunIdentity, events?: Event[]): Promise<Database>;
  /**
   * Makes the run die as a killed process does, without a word to the database: from now on nothing that this
   * Database sends arrives, and its server-side session, where there is one, is gone.
   */
  kill(database: Database): Promise<void>;
  /** Removes everything, and closes what is still open. */
  close(): Promise<void>;
}

/** How long a lease lasts in the suites: short, so that taking over a dead holder can be waited for. */
export const LEASE_MS = 900;

let runs = 0;

export function anyRun(who = "ada"): RunIdentity {
  runs++;
  return {
    runId: `run-${runs}-${process.pid}`,
    who,
    host: "here",
    pid: 4000 + runs,
    gitSha: null,
    toolVersion: "0.1.0",
  };
}

/** A record with every field set apart, so that a mix-up of two shows. */
export function anyRecord(version: string, changes: Partial<HistoryRecord> = {}): HistoryRecord {
  return {
    version,
    name: `${version}_add_things`,
    description: "things: \"quoted\", and 'so', \\ and ünïcode 🐦",
    kind: "schema",
    appliedAt: new Date("2026-03-04T05:06:07.089Z"),
    appliedBy: "ada",
    checksum: "c".repeat(64),
    fingerprint: `v1:${"f".repeat(64)}`,
    executionTimeMs: 12_345_678_901,
    success: true,
    stepsDone: 2,
    stepsTotal: 3,
    stepsHash: ["a".repeat(64), "b".repeat(64)],
    stepStarted: new Date("2026-03-04T05:06:06.001Z"),
    error: "it said no\nand meant it",
    rollback: '{"sql":"drop table things"}',
    gitSha: "0123abc",
    toolVersion: "0.1.0",
    runId: "run-of-record",
    ...changes,
  };
}
