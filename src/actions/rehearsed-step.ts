// What a rehearsal saw of each step of a migration.
import type { Location } from "../core/errors.ts";
import type { Estimate, Extent } from "../core/estimate.ts";
import type { Relation } from "../core/observation.ts";

export interface RehearsedMigration {
  readonly version: string;
  readonly name: string;
  readonly reversible: boolean;
  /** Those of the program: what commits together. */
  readonly parts: number;
  readonly steps: readonly RehearsedStep[];
}

export interface RehearsedStep {
  readonly sql: string;
  readonly at: Location;
  /** Counted from 0. */
  readonly part: number;
  /** `own`: alone in its transaction. */
  readonly transaction: "shared" | "own" | "none";
  readonly locks: readonly PlannedLock[];
  readonly rewrites: readonly Touched[];
  readonly scans: readonly Touched[];
  /** Rows written on a shadow without rows: those of the script itself. */
  readonly rows: number;
  /** It may change rows that are there. */
  readonly changesRows: boolean;
  readonly losesData: string | null;
  /** Null where nothing is known: a script's code, a procedure. */
  readonly estimate: Estimate | null;
  /** How long others wait for what this statement locks: to the end of its transaction. 0: nobody has to. */
  readonly blockedMs: number | null;
}

/** Before times are put to it. */
export interface Unhurried extends Omit<RehearsedMigration, "steps"> {
  readonly steps: readonly Omit<RehearsedStep, "estimate" | "blockedMs">[];
}

export interface Touched {
  readonly relation: Relation;
  /** What the target holds there; absent where it is empty. */
  readonly extent?: Extent;
}

export interface PlannedLock extends Touched {
  readonly mode: string;
  /** `observed` on the shadow, or `known` of statements that cannot be watched. */
  readonly source: "observed" | "known";
}
