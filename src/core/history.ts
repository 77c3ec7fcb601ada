// What a database remembers of the migrations it has had: one record each, and an append-only log of events.

/** Stands for a time that is not known before it is written, by the clock that writes it. */
export const BY_CLOCK = new Date(0);

/** One row of the history: a migration that was applied, skipped, or has failed half-way. */
export interface HistoryRecord {
  readonly version: string;
  readonly name: string;
  readonly description: string | null;
  /** `schema`, `data`, `repeatable`, or `history` for version 000. */
  readonly kind: string;
  /** On writing, `BY_CLOCK` is the time of writing; any other keeps what the record has. */
  readonly appliedAt: Date;
  readonly appliedBy: string;
  /** SHA-256 of the file's bytes, hex; null when it was stamped without a file. */
  readonly checksum: string | null;
  /** Hash of the meaning (ruling 15); null when it was never computed. */
  readonly fingerprint: string | null;
  readonly executionTimeMs: number;
  readonly success: boolean;
  readonly stepsDone: number;
  readonly stepsTotal: number;
  /** Hash of each done step, in order. */
  readonly stepsHash: readonly string[];
  /** When the step after the done ones was announced; null when none is open. */
  readonly stepStarted: Date | null;
  readonly error: string | null;
  /** The kept rollback, as JSON of the engine's making, or null. */
  readonly rollback: string | null;
  readonly gitSha: string | null;
  readonly toolVersion: string;
  readonly runId: string;
}

/** How a record came to be, as the log tells it. */
export type HistoryEventName =
  | "created"
  | "started"
  | "announced"
  | "progressed"
  | "applied"
  | "failed"
  | "reverted"
  | "revert-failed"
  | "skipped"
  | "stamped"
  | "forgotten"
  | "repaired"
  | "unlocked"
  | "taken-over"
  | "secured"
  | "retried";

/** A line to append to the log; the database adds id, time and the hashes of the chain. */
export interface LogEntry {
  readonly event: HistoryEventName;
  readonly version: string | null;
  readonly name: string | null;
  readonly reason?: string;
  readonly checksum?: string | null;
  /** Until the transaction that it is written in began; an engine that has them adds its age, as for a record. */
  readonly executionTimeMs?: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A line of the log as read back. */
export interface LogLine {
  readonly id: string;
  readonly at: Date;
  readonly runId: string;
  readonly event: string;
  readonly version: string | null;
  readonly name: string | null;
  readonly who: string;
  readonly reason: string | null;
  readonly checksum: string | null;
  readonly executionTimeMs: number | null;
  readonly details: unknown;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the log's chain says about itself. `brokenAt` is the id of the first line that does not follow. */
export interface ChainState {
  readonly lines: number;
  readonly head: string | null;
  readonly brokenAt: string | null;
}

/** All that one look at a database's history gives. `layout` is 0 when there is no history yet. */
export interface HistoryState {
  readonly layout: number;
  readonly records: readonly HistoryRecord[];
  readonly lease: LeaseState | null;
}

/** Who holds the lock. `beat` changes with every heartbeat; times are the database's own clock. */
export interface LeaseState {
  readonly held: boolean;
  readonly runId: string;
  readonly fence: string;
  readonly beat: string;
  readonly mode: "session" | "pooled";
  readonly leaseMs: number;
  readonly host: string;
  readonly pid: number;
  readonly who: string;
  readonly purpose: string;
  readonly since: Date;
  readonly lastBeat: Date;
}
