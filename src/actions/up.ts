// Applies what is pending, one migration after the other, under the lock.
import type { Database } from "../core/engine.ts";
import { asGodwitError } from "../core/errors.ts";
import type { HistoryState } from "../core/history.ts";
import type { Collection, Migration } from "../core/migration.ts";
import { ahead } from "./ahead.ts";
import { applyOne, applyTask, type Bench, type One } from "./apply-one.ts";
import { applyTogether, insistOnAtomic } from "./apply-together.ts";
import { chooseDown, revertOne } from "./down.ts";
import { allOf, type Now, nowOf } from "./due-now.ts";
import { callHook } from "./hooks.ts";
import type { Install } from "./install.ts";
import { type Prepared, prepare, tell } from "./prepare.ts";
import type { Project } from "./project.ts";
import { readWhileOpening } from "./read-while-opening.ts";
import type { RanMigration, RunReport } from "./run-report.ts";
import type { Due, UpChoice } from "./select.ts";
import { isContinuation } from "./slice.ts";
import { survey } from "./survey.ts";
import { withLock } from "./with-lock.ts";

export interface UpOptions extends UpChoice {
  readonly dryRun?: boolean;
  /** Revert the migrations of this run when one fails. */
  readonly onFailure?: "down" | undefined;
  /** Asked under the lock, before the first one runs: throws when this is not what was meant. */
  readonly admit?: (due: readonly Due[], state: HistoryState) => Promise<void>;
}

export async function up(project: Project, options: UpOptions = {}): Promise<RunReport> {
  const { collection, open } = await readWhileOpening(project);
  for (const note of collection.notes) tell(project, note);
  const database = await open();
  try {
    const { due: first, installs } = await dueNow(project, database, { collection, options });
    if (first.length === 0 && installs.length === 0) return report([]);
    if (options.dryRun) return await listed(project, first, installs);
    // All files are read before the lock is taken and the first one runs: a syntax error in the last must not be
    // found half-way.
    const read = new Map<Migration, Prepared>();
    for (const { migration } of first) read.set(migration, await prepareUp(project, migration));
    const start = performance.now();
    const settled = async (): Promise<boolean> => {
      return allOf(await dueNow(project, database, { collection, options })).length === 0;
    };
    const result = await withLock(project, database, {
      wish: { purpose: "up", waitMs: project.settings.waitMs, settled },
      work: async (held) => {
        const bench = { project, database, held };
        const found = await survey(project, database, collection);
        const now = await nowOf({ project, database }, found, options);
        const all = allOf(now);
        // Somebody else may have done all of it while we waited.
        if (all.length > 0) await options.admit?.(all, found.state);
        return undoOnFailure(bench, await run(bench, now, read), options);
      },
    });
    const done = result ?? report([]);
    project.report({
      type: "run-finished",
      direction: "up",
      applied: done.migrations.length,
      executionTimeMs: Math.round(performance.now() - start),
    });
    return done;
  } finally {
    await database.close();
  }
}

interface Question {
  readonly collection: Collection;
  readonly options: UpChoice;
}

async function dueNow(project: Project, database: Database, { collection, options }: Question): Promise<Now> {
  return nowOf({ project, database }, await survey(project, database, collection), options);
}

function report(migrations: readonly RanMigration[]): RunReport {
  return { dryRun: false, migrations, error: null, failed: null };
}

async function prepareUp(project: Project, migration: Migration): Promise<Prepared> {
  const prepared = await prepare(project, migration);
  if (project.settings.transaction === "all") insistOnAtomic(migration, prepared.program);
  return prepared;
}

async function listed(
  project: Project,
  due: readonly Due[],
  installs: readonly Install[],
): Promise<RunReport> {
  const migrations: RanMigration[] = [];
  for (const { due: one, prepared } of installs) {
    const { version, name } = one;
    const { program } = prepared;
    migrations.push({ version, name, executionTimeMs: 0, steps: program.steps.length, retries: 0, program });
  }
  for (const { version, name, migration } of due) {
    const { program } = await prepareUp(project, migration);
    migrations.push({ version, name, executionTimeMs: 0, steps: program.steps.length, retries: 0, program });
  }
  return { dryRun: true, migrations, error: null, failed: null };
}

async function run(
  bench: Bench,
  { due, installs }: Now,
  read: ReadonlyMap<Migration, Prepared>,
): Promise<RunReport> {
  const { project } = bench;
  if (due.length === 0 && installs.length === 0) return report([]);
  const { hooks } = project.settings;
  const migrations: RanMigration[] = [];
  const all: One[] = [];
  for (const next of due) {
    const { migration } = next;
    all.push({ due: next, prepared: read.get(migration) ?? (await prepareUp(project, migration)) });
  }
  await project.engine.prepare();
  project.report({
    type: "run-started",
    direction: "up",
    runId: project.run.runId,
    total: due.length + installs.length,
  });
  let current: Due | undefined;
  try {
    await callHook(project, { name: "beforeUp", hook: hooks.beforeUp });
    for (const install of installs) {
      current = install.due;
      migrations.push(await install.apply(bench));
    }
    if (project.settings.transaction === "all" && all.length > 0) {
      const starting = (next: Due): void => {
        current = next;
      };
      migrations.push(...(await applyTogether(bench, all, { starting })));
    }
    const taskOf = (one: One | undefined) => one && ahead(() => applyTask(bench, one));
    let next = project.settings.transaction === "each" ? taskOf(all[0]) : undefined;
    for (const [index, one] of all.entries()) {
      current = one.due;
      if (next) {
        const task = await next;
        // Its files are read and hashed while the database works on this one.
        next = taskOf(all[index + 1]);
        migrations.push(await applyOne(bench, one.due, task));
      }
      await callHook(project, { name: "afterEach", hook: hooks.afterEach, migration: one.due });
    }
    current = undefined;
    await callHook(project, { name: "afterUp", hook: hooks.afterUp });
    return report(migrations);
  } catch (thrown) {
    const error = asGodwitError(thrown);
    if (isContinuation(error)) return { dryRun: false, migrations, error, failed: null };
    await callHook(project, {
      name: "onError",
      hook: hooks.onError,
      ...(current ? { migration: current } : {}),
      error,
    }).catch(() => undefined);
    // A hook fails after its migration is applied.
    const blamed = error.code === "HOOK_FAILED" ? undefined : current;
    const failed = blamed ? { version: blamed.version, name: blamed.name } : null;
    return { dryRun: false, migrations, error, failed };
  }
}

/** `--on-failure down`: what this run applied before the failure is taken back, newest first. */
async function undoOnFailure(bench: Bench, report: RunReport, { onFailure }: UpOptions): Promise<RunReport> {
  if (onFailure !== "down" || !report.error || bench.held.lost.aborted) return report;
  if (isContinuation(report.error)) return report;
  const mine = new Set(report.migrations.map(({ version }) => version));
  const { standings } = await survey(bench.project, bench.database);
  const applied = chooseDown(standings, { to: "0", force: true });
  for (const one of applied) {
    if (!mine.has(one.version)) continue;
    try {
      await revertOne(bench, one);
      mine.delete(one.version);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      bench.project.report({ type: "note", message: `${one.name} could not be taken back: ${why}` });
      break;
    }
  }
  return { ...report, migrations: report.migrations.filter(({ version }) => mine.has(version)) };
}
