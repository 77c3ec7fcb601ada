// Applies what is pending, one migration after the other, under the lock.
import type { Database, Held } from "../core/engine.ts";
import { asGodwitError, type GodwitError } from "../core/errors.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { Collection, Script } from "../core/migration.ts";
import { doneRecord, freshRecord } from "../core/progress.ts";
import { sha256 } from "../core/digest.ts";
import type { Program } from "../core/step.ts";
import { callHook } from "./hooks.ts";
import { insistOn } from "./preconditions.ts";
import { type Prepared, prepare, tell } from "./prepare.ts";
import type { Project } from "./project.ts";
import { runProgram } from "./run-program.ts";
import { chooseUp, type Due, type UpChoice } from "./select.ts";
import { survey } from "./survey.ts";
import { withLock } from "./with-lock.ts";

export interface UpOptions extends UpChoice {
  readonly dryRun?: boolean;
  /** Revert the migrations of this run when one fails. */
  readonly onFailure?: "down" | undefined;
}

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

export async function up(project: Project, options: UpOptions = {}): Promise<RunReport> {
  const collection = await project.source.collect();
  for (const note of collection.notes) tell(project, note);
  const database = await project.engine.open(project);
  try {
    const first = await dueNow(project, database, { collection, options });
    if (first.length === 0) return report([]);
    if (options.dryRun) return await listed(project, first);
    const start = performance.now();
    const settled = async (): Promise<boolean> => (await dueNow(project, database, { collection, options })).length === 0;
    const result = await withLock(project, database, {
      wish: { purpose: "up", waitMs: project.settings.waitMs, settled },
      work: async (held) => run(project, held, await dueNow(project, database, { collection, options })),
    });
    const done = result ?? report([]);
    project.report({ type: "run-finished", direction: "up", applied: done.migrations.length, executionTimeMs: Math.round(performance.now() - start) });
    return done;
  } finally {
    await database.close();
  }
}

interface Question {
  readonly collection: Collection;
  readonly options: UpChoice;
}

async function dueNow(project: Project, database: Database, { collection, options }: Question): Promise<readonly Due[]> {
  const { standings } = await survey(project, database, collection);
  return chooseUp(standings, options, project.settings.order);
}

function report(migrations: readonly RanMigration[]): RunReport {
  return { dryRun: false, migrations, error: null, failed: null };
}

async function listed(project: Project, due: readonly Due[]): Promise<RunReport> {
  const migrations: RanMigration[] = [];
  for (const { version, name, migration } of due) {
    const { program } = await prepare(project, migration);
    migrations.push({ version, name, executionTimeMs: 0, steps: program.steps.length, retries: 0, program });
  }
  return { dryRun: true, migrations, error: null, failed: null };
}

async function run(project: Project, held: Held, due: readonly Due[]): Promise<RunReport> {
  if (due.length === 0) return report([]);
  const { hooks } = project.settings;
  const migrations: RanMigration[] = [];
  // All files are read before the first one runs: a syntax error in the last must not be found half-way.
  const prepared: Prepared[] = [];
  for (const { migration } of due) prepared.push(await prepare(project, migration));
  await project.engine.prepare();
  project.report({ type: "run-started", direction: "up", runId: project.run.runId, total: due.length });
  let current: Due | undefined;
  try {
    await callHook(project, { name: "beforeUp", hook: hooks.beforeUp });
    for (const [index, next] of due.entries()) {
      current = next;
      migrations.push(await applyOne(project, held, { due: next, prepared: prepared[index] as Prepared }));
      await callHook(project, { name: "afterEach", hook: hooks.afterEach, migration: next });
    }
    current = undefined;
    await callHook(project, { name: "afterUp", hook: hooks.afterUp });
    return report(migrations);
  } catch (thrown) {
    const error = asGodwitError(thrown);
    await callHook(project, { name: "onError", hook: hooks.onError, ...(current ? { migration: current } : {}), error }).catch(() => undefined);
    const failed = current ? { version: current.version, name: current.name } : null;
    return { dryRun: false, migrations, error, failed };
  }
}

interface One {
  readonly due: Due;
  readonly prepared: Prepared;
}

export async function applyOne(project: Project, held: Held, { due, prepared }: One): Promise<RanMigration> {
  const { migration, record } = due;
  const { version, name } = migration;
  const { rollback, details } = keptRollback(project, migration.down);
  const fingerprint = project.engine.fingerprint(migration.up, project.settings.placeholders);
  const base = freshRecord({ migration, checksum: migration.up.checksum, fingerprint, rollback }, project.run);
  const before: HistoryRecord | undefined = record && !record.success ? record : undefined;
  await insistOn(project, held, { migration, resumed: before !== undefined && before.stepsDone > 0 });
  const outcome = await runProgram(project, held, {
    direction: "up",
    migration: { version, name },
    script: migration.up,
    header: migration.header,
    program: prepared.program,
    before,
    base,
    verify: prepared.verify,
    done: (steps, executionTimeMs) => doneRecord(base, steps, executionTimeMs),
    event: "applied",
    details,
  });
  return { version, name, ...outcome };
}

/** The rollback travels with the history, so that it can be reverted where its file is not (ruling 17). */
function keptRollback(project: Project, down: Script | undefined): { rollback: string | null; details: Record<string, unknown> } {
  if (!down) return { rollback: null, details: {} };
  if (down.language === "module") return { rollback: null, details: { rollback: "not kept: TypeScript" } };
  const text = new TextDecoder().decode(down.read());
  if (project.engine.mask(text) !== text) return { rollback: null, details: { rollback: "not kept: it holds a secret" } };
  const rollback = JSON.stringify({ file: down.file, text });
  return { rollback, details: { rollback: sha256(rollback) } };
}
