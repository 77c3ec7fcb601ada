// Applies every pending migration in one transaction: all of them with their history, or none.
import { type RecordChange, StepError } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import type { Program } from "../core/step.ts";
import { applyTask, type Bench, type One } from "./apply-one.ts";
import { LockBudget } from "./lock-budget.ts";
import { notMet } from "./preconditions.ts";
import { giveUp, mayRetry, orderOf, stoppedAt } from "./run-program.ts";
import type { RanMigration } from "./run-report.ts";
import type { Due } from "./select.ts";
import type { Course } from "./task.ts";
import { finish } from "./walk.ts";

/** Throws NOT_ATOMIC for a migration that cannot share a transaction with others. */
export function insistOnAtomic({ name, up }: Migration, { atomic, parts, steps }: Program): void {
  const own = parts.find(({ open }) => open !== undefined);
  if (steps.length === 0 || (atomic && !own)) return;
  const loose = parts.find((part) => !part.atomic)?.steps[0];
  const why = own
    ? "opens a transaction of its own"
    : loose
      ? "has a statement that cannot run in a transaction"
      : `commits in ${parts.length} parts`;
  const at = (own ?? parts[0])?.steps[0]?.at ?? { file: up.file };
  throw new GodwitError("NOT_ATOMIC", `${name} ${why}, and all migrations were to run in one`, {
    at: loose?.at ?? at,
  });
}

export interface Together {
  /** Hears which migration runs now: the one to blame when this throws. */
  starting(due: Due): void;
  /** What is written instead of one record for each. */
  records?(own: readonly RecordChange[]): readonly RecordChange[];
}

export async function applyTogether(
  bench: Bench,
  all: readonly One[],
  { starting, records = (own) => own }: Together,
): Promise<RanMigration[]> {
  const { project, held } = bench;
  for (const { due } of all) {
    if (due.record && (due.record.stepsDone > 0 || due.record.stepStarted !== null)) throw halfDone(due);
  }
  const budget = new LockBudget(project.settings.lockBudgetMs);
  for (;;) {
    const courses: Course[] = [];
    const changes: RecordChange[] = [];
    try {
      const joint = held.join?.();
      if (!joint) throw unable();
      for (const one of all) {
        const { migration } = one.due;
        starting(one.due);
        const course = begin(bench, one);
        courses.push(course);
        const requires = project.engine.conditions(migration.header.requires, migration.up.file);
        const [part] = course.program.parts;
        const order = orderOf(course, []);
        const result = await joint.run({ order, requires, part, checks: one.prepared.verify });
        if (!result.ok) throw notMet(migration, result);
        changes.push(finish(course));
      }
      await joint.commit(records(changes));
      return courses.map((course, index) =>
        finished(course, changes[index] as RecordChange, budget.attempts),
      );
    } catch (error) {
      const course = courses.at(-1);
      if (!course) throw error;
      if (await mayBeRetried(course, error, budget)) continue;
      const message = "nothing was applied: all migrations of this run share one transaction";
      project.report({ type: "note", message });
      if (changes.length === all.length) throw notCommitted(error, all.length);
      // What a migration requires is asked before it begins: it has not failed.
      if (error instanceof GodwitError && error.code === "PRECONDITION") throw error;
      throw await giveUp(course, refusedTogether(course, error));
    }
  }
}

function begin(bench: Bench, one: One): Course {
  const { project, held } = bench;
  const task = applyTask(bench, one);
  const { program } = one.prepared;
  const { parts, steps } = program;
  project.report({
    type: "migration-started",
    ...task.migration,
    direction: "up",
    steps: steps.length,
    from: 0,
    parts: parts.length,
  });
  const failing = steps.length > 0 ? 0 : -1;
  return { task, project, held, start: performance.now(), record: undefined, program, failing };
}

/** Told only after the commit: before it, nothing is applied. */
function finished({ task, project, program }: Course, { log }: RecordChange, retries: number): RanMigration {
  const about = { executionTimeMs: log.executionTimeMs ?? 0, steps: program.steps.length, retries };
  project.report({ type: "migration-finished", ...task.migration, direction: "up", ...about });
  return { ...task.migration, ...about };
}

async function mayBeRetried(course: Course, error: unknown, budget: LockBudget): Promise<boolean> {
  if (!(error instanceof StepError) || error.verdict.do !== "retry" || course.project.signal.aborted)
    return false;
  return mayRetry(stoppedAt(course), error.verdict.reason, budget);
}

/** What the server refuses only when it comes to it, such as using a new enum value. */
function refusedTogether({ task }: Course, error: unknown): unknown {
  if (!(error instanceof StepError) || error.verdict.do !== "recut") return error;
  return new GodwitError(
    "NOT_ATOMIC",
    `${task.migration.name} cannot run in one transaction: ${error.message}`,
    {
      cause: error,
      ...(error.at ? { at: error.at } : {}),
      ...(error.database ? { database: error.database } : {}),
    },
  );
}

function notCommitted(error: unknown, count: number): unknown {
  if (!(error instanceof StepError)) return error;
  if (error.verdict.do === "lost") return error.verdict.error;
  return new GodwitError(
    "MIGRATION_FAILED",
    `the transaction of ${count} migrations could not be committed: ${error.message}`,
    { cause: error, ...(error.database ? { database: error.database } : {}) },
  );
}

function halfDone({ name, migration }: Due): GodwitError {
  return new GodwitError("NOT_ATOMIC", `${name} was begun by an earlier run and is half applied`, {
    at: { file: migration.up.file },
  });
}

function unable(): GodwitError {
  return new GodwitError("NOT_SUPPORTED", "this database cannot run several migrations in one transaction", {
    hint: 'set transaction to "each"',
  });
}
