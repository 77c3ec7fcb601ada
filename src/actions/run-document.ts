// What a run did as the JSON of CONTRACT section 5.
import type { GodwitError } from "../core/errors.ts";
import type { Program } from "../core/step.ts";
import type { RanMigration, RunReport } from "./run-report.ts";

export interface RunDocument {
  readonly dryRun: boolean;
  /** Those that were applied or reverted; on a dry run, those that would be. */
  readonly migrations: readonly RunMigration[];
}

export interface RunMigration {
  readonly version: string;
  readonly name: string;
  readonly executionTimeMs: number;
  readonly steps: number;
  readonly retries: number;
  /** Only on a dry run: what commits together. */
  readonly parts?: readonly RunPart[];
}

export interface RunPart {
  readonly atomic: boolean;
  readonly steps: readonly {
    readonly sql: string;
    readonly transaction: "shared" | "own" | "none";
    readonly file: string;
    readonly line: number | undefined;
    readonly column: number | undefined;
  }[];
}

export function runDocument({ dryRun, migrations }: RunReport): RunDocument {
  return { dryRun, migrations: migrations.map(documentOf) };
}

/** What a run that stopped says besides its error. */
export function failureDocument({ failed, error }: RunReport): object {
  if (!failed || !error) return {};
  return { failed: { ...failed, ...whereOf(error), message: error.message } };
}

function whereOf({ at, database, step }: GodwitError): object {
  return {
    ...(step ? { step: step.number, steps: step.of } : {}),
    ...(at ? { file: at.file, line: at.line, column: at.column } : {}),
    ...(database?.code === undefined ? {} : { sqlstate: database.code }),
  };
}

function documentOf({ version, name, executionTimeMs, steps, retries, program }: RanMigration): RunMigration {
  return {
    version,
    name,
    executionTimeMs,
    steps,
    retries,
    ...(program ? { parts: program.parts.map(partOf) } : {}),
  };
}

function partOf({ atomic, steps }: Program["parts"][number]): RunPart {
  const transaction = atomic ? (steps.length > 1 ? "shared" : "own") : "none";
  return {
    atomic,
    steps: steps.map(({ text, at: { file, line, column } }) => ({
      sql: text,
      transaction,
      file,
      line,
      column,
    })),
  };
}
