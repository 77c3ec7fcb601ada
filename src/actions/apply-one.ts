// Applies one migration: preconditions, steps, verify script, and the rollback that travels with its record.
import { sha256 } from "../core/digest.ts";
import type { Database, Held } from "../core/engine.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { Script } from "../core/migration.ts";
import { doneRecord, freshRecord } from "../core/progress.ts";
import { insistOn } from "./preconditions.ts";
import type { Prepared } from "./prepare.ts";
import type { Project } from "./project.ts";
import { runProgram } from "./run-program.ts";
import type { RanMigration } from "./run-report.ts";
import type { Due } from "./select.ts";
import type { Task } from "./task.ts";

/** Project, database and lock: what running takes. */
export interface Bench {
  readonly project: Project;
  readonly database: Database;
  readonly held: Held;
}

export interface One {
  readonly due: Due;
  readonly prepared: Prepared;
}

export async function applyOne(
  { project, held }: Bench,
  { migration }: Due,
  task: Task,
): Promise<RanMigration> {
  const { version, name } = task.migration;
  const resumed = task.before !== undefined && task.before.stepsDone > 0;
  await insistOn(project, held, { migration, resumed });
  return { version, name, ...(await runProgram(project, held, task)) };
}

/** What applying a migration means to those who run it. */
export function applyTask({ project, database }: Bench, { due, prepared }: One): Task {
  const { migration, record } = due;
  const { version, name } = migration;
  const { rollback, details } = keptRollback(project, migration.down);
  const fingerprint = project.engine.fingerprint(migration.up, project.settings.placeholders);
  const base = freshRecord(
    { migration, checksum: migration.up.checksum, fingerprint, rollback },
    project.run,
  );
  const before: HistoryRecord | undefined = record && !record.success ? record : undefined;
  return {
    direction: "up",
    migration: { version, name },
    script: migration.up,
    header: migration.header,
    program: prepared.program,
    before,
    base,
    verify: prepared.verify,
    observed: () => observedFor(database, version),
    done: (steps, executionTimeMs) => doneRecord(base, steps, executionTimeMs),
    event: "applied",
    details,
  };
}

/** The details of the newest announcement; written before every step outside transactions. */
export async function observedFor(
  database: Database,
  version: string,
): Promise<Readonly<Record<string, unknown>>> {
  const lines = await database.log(20, version);
  const announced = lines.find((line) => line.event === "announced");
  return typeof announced?.details === "object" && announced.details !== null ? { ...announced.details } : {};
}

/** The rollback travels with the history, so that it can be reverted where its file is not (ruling 17). */
export function keptRollback(
  project: Project,
  down: Script | undefined,
): { rollback: string | null; details: Record<string, unknown> } {
  if (!down) return { rollback: null, details: {} };
  if (down.language === "module") return { rollback: null, details: { rollback: "not kept: TypeScript" } };
  const text = new TextDecoder().decode(down.read());
  if (project.engine.mask(text) !== text)
    return { rollback: null, details: { rollback: "not kept: it holds a secret" } };
  const rollback = JSON.stringify({ file: down.file, text });
  return { rollback, details: { rollback: sha256(rollback) } };
}
