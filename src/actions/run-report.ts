// What a run gives back: what was done, and what stopped it.
import type { GodwitError } from "../core/errors.ts";
import type { Program } from "../core/step.ts";

export interface RunReport {
  readonly dryRun: boolean;
  readonly migrations: readonly RanMigration[];
  /** What stopped the run; the migrations before it are applied. */
  readonly error: GodwitError | null;
  readonly failed: FailedMigration | null;
}

export interface RanMigration {
  readonly version: string;
  readonly name: string;
  readonly executionTimeMs: number;
  readonly steps: number;
  readonly retries: number;
  /** On a dry run: how it is cut. */
  readonly program?: Program;
}

export interface FailedMigration {
  readonly version: string;
  readonly name: string;
}
