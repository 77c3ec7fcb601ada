// Reverts applied migrations, newest first, in reverse order of application (ruling 13).
import { asGodwitError, GodwitError } from "../core/errors.ts";
import type { HistoryRecord } from "../core/history.ts";
import { isReverting, isUntouched, REVERTING } from "../core/progress.ts";
import type { Standing } from "../core/standing.ts";
import type { Program } from "../core/step.ts";
import { compareVersions, REPEATABLE_PREFIX } from "../core/version.ts";
import { type Bench, observedFor } from "./apply-one.ts";
import { readScript } from "./prepare.ts";
import type { Project } from "./project.ts";
import { type Rollback, rollbackOf } from "./rollback.ts";
import { runProgram } from "./run-program.ts";
import type { RanMigration, RunReport } from "./run-report.ts";
import { isContinuation } from "./slice.ts";
import { find, survey } from "./survey.ts";
import type { Watch } from "./task.ts";
import { withLock } from "./with-lock.ts";

export interface DownOptions {
  /** How many; 1 unless given. */
  readonly count?: number;
  /** Reverts what was applied after this version, which stays. `0` reverts all. */
  readonly to?: string;
  /** This version alone, wherever it stands. */
  readonly only?: string;
  /** Also revert a migration that is only half applied. */
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

type Applied = Standing & { readonly record: HistoryRecord };

export async function down(project: Project, options: DownOptions = {}): Promise<RunReport> {
  const database = await project.engine.open(project);
  try {
    const first = await survey(project, database);
    const listed = chooseDown(first.standings, options);
    if (listed.length === 0)
      return { dryRun: options.dryRun === true, migrations: [], error: null, failed: null };
    if (options.dryRun) {
      const migrations: RanMigration[] = [];
      for (const standing of listed) {
        const { program } = await readRollback({ project, database }, standing);
        const { version, name } = standing;
        migrations.push({
          version,
          name,
          executionTimeMs: 0,
          steps: program.steps.length,
          retries: 0,
          program,
        });
      }
      return { dryRun: true, migrations, error: null, failed: null };
    }
    const start = performance.now();
    const report = await withLock(project, database, {
      wish: { purpose: "down", waitMs: project.settings.waitMs },
      work: async (held) => {
        const { standings } = await survey(project, database);
        return run({ project, database, held }, chooseDown(standings, options));
      },
    });
    const done = report as RunReport;
    project.report({
      type: "run-finished",
      direction: "down",
      applied: done.migrations.length,
      executionTimeMs: Math.round(performance.now() - start),
    });
    return done;
  } finally {
    await database.close();
  }
}

/** Newest application first. What was skipped or retired was never run here and is left alone. */
export function chooseDown(standings: readonly Standing[], options: DownOptions): readonly Applied[] {
  const applied = standings.filter(isRevertible).sort(newestFirst);
  const [half] = applied;
  if (half && !half.record.success && !isReverting(half.record) && !options.force) {
    throw new GodwitError("HALF_APPLIED", `${half.name} is only half applied`, {
      hint: "run `godwit up` to finish it, or `godwit down --force` to run its rollback as it is",
    });
  }
  if (options.only !== undefined) {
    const wanted = find(standings, options.only);
    const found = applied.find(({ version }) => version === wanted.version);
    if (found) return [found];
    throw new GodwitError("VERSION_UNKNOWN", `${wanted.name} is not applied`);
  }
  if (options.to !== undefined) {
    if (/^0+$/.test(options.to)) return applied;
    const stays = find(standings, options.to);
    const at = applied.findIndex(({ version }) => version === stays.version);
    if (at < 0) throw new GodwitError("VERSION_UNKNOWN", `${stays.name} is not applied, so it cannot stay`);
    return applied.slice(0, at);
  }
  return applied.slice(0, options.count ?? 1);
}

function isRevertible(standing: Standing): standing is Applied {
  const { record, standing: place, version } = standing;
  if (!record || version.startsWith(REPEATABLE_PREFIX) || isUntouched(record)) return false;
  return place !== "skipped" && place !== "retired" && place !== "running";
}

function newestFirst(a: Applied, b: Applied): number {
  return b.record.appliedAt.getTime() - a.record.appliedAt.getTime() || compareVersions(b.version, a.version);
}

async function run(bench: Bench, chosen: readonly Applied[]): Promise<RunReport> {
  const { project } = bench;
  const migrations: RanMigration[] = [];
  let current: Applied | undefined;
  try {
    // All rollbacks are read before the first one runs: a missing one must not be found half-way.
    const rollbacks: ReadRollback[] = [];
    for (const next of chosen) {
      current = next;
      rollbacks.push(await readRollback(bench, next));
    }
    project.report({
      type: "run-started",
      direction: "down",
      runId: project.run.runId,
      total: chosen.length,
    });
    for (const next of rollbacks) {
      current = next.standing;
      migrations.push(await revert(bench, next));
    }
    return { dryRun: false, migrations, error: null, failed: null };
  } catch (thrown) {
    const error = asGodwitError(thrown);
    const failed =
      current && !isContinuation(error) ? { version: current.version, name: current.name } : null;
    return { dryRun: false, migrations, error, failed };
  }
}

export async function revertOne(bench: Bench, standing: Applied, watch?: Watch): Promise<RanMigration> {
  return revert(bench, { ...(await readRollback(bench, standing)), watch });
}

interface ReadRollback extends Rollback {
  readonly standing: Applied;
  readonly program: Program;
  readonly watch?: Watch | undefined;
}

async function readRollback(
  { project, database }: Pick<Bench, "project" | "database">,
  standing: Applied,
): Promise<ReadRollback> {
  const rollback = await rollbackOf(standing, database);
  const { script, header, kept } = rollback;
  if (kept) {
    project.report({ type: "note", message: `${standing.name}: using the rollback that the history kept` });
  }
  const program = await readScript(project, script, { header, direction: "down" });
  return { ...rollback, standing, program };
}

async function revert(
  { project, database, held }: Bench,
  { standing, program, script, header, kept, watch }: ReadRollback,
): Promise<RanMigration> {
  const { version, name, record } = standing;
  const outcome = await runProgram(project, held, {
    direction: "down",
    migration: { version, name },
    script,
    header,
    program,
    before: isReverting(record) ? record : undefined,
    base: {
      ...record,
      success: false,
      error: REVERTING,
      stepsDone: 0,
      stepsHash: [],
      stepStarted: null,
      runId: project.run.runId,
    },
    verify: [],
    observed: () => observedFor(database, version),
    done: () => null,
    event: "reverted",
    details: { kept },
    watch,
  });
  return { version, name, ...outcome };
}
