// What a step was seen to do on a shadow: locks, rewrites, scans, rows.

export interface Observation {
  /** Index of the step in its program. */
  readonly step: number;
  /** Locks that were not held before the step, on what was there before the migration; strongest first. */
  readonly locks: readonly SeenLock[];
  /** What was written anew as a whole. */
  readonly rewrites: readonly Relation[];
  /** What was read as a whole. */
  readonly scans: readonly Relation[];
  /** Rows inserted, updated and deleted. */
  readonly rows: number;
  /** Bytes of the write-ahead log. */
  readonly logged: number;
}

/** Names from the outside in. */
export type Relation = readonly string[];

export interface SeenLock {
  readonly relation: Relation;
  /** In the database's own words, such as ACCESS EXCLUSIVE. */
  readonly mode: string;
}
