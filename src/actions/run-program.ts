// Runs one script to its end: part by part, with resume, retries within the budget, and a truthful history.

import { parseDuration } from "../core/duration.ts";
import { type Held, type Recut, StepError, type Work, type WorkOrder } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { HistoryRecord } from "../core/history.ts";
import { progressRecord, REVERTING } from "../core/progress.ts";
import { resumePoint } from "../core/resume.ts";
import type { Part, Program, Step } from "../core/step.ts";
import { LockBudget } from "./lock-budget.ts";
import type { Project } from "./project.ts";
import { continuation } from "./slice.ts";
import type { Course, Task } from "./task.ts";
import { walk } from "./walk.ts";
import { pause } from "./with-lock.ts";

export interface Outcome {
  readonly executionTimeMs: number;
  readonly steps: number;
  readonly retries: number;
}

export async function runProgram(project: Project, held: Held, task: Task): Promise<Outcome> {
  const { engine, settings, report } = project;
  const { migration, direction } = task;
  // Between migrations nothing is open: what was never started leaves no trace in the history.
  project.slice?.insist(migration.name);
  if (project.signal.aborted) {
    throw new GodwitError("CANCELLED", `cancelled before ${migration.name} was started`);
  }
  const start = performance.now();
  const course: Course = {
    task,
    project,
    held,
    start,
    record: task.before,
    program: task.program,
    failing: -1,
  };
  const recuts = new Map<number, Recut>();
  const budget = new LockBudget(settings.lockBudgetMs);
  await held.admit(task.program);
  // One for all tries: a part that was rolled back leaves the session as the parts before it have made it.
  let work: Work | undefined;
  for (;;) {
    if (recuts.size > 0) {
      course.program = await engine.read(task.script, task.header, {
        direction,
        placeholders: settings.placeholders,
        recut: recuts,
      });
    }
    const { program } = course;
    const point = resumePoint(course.record, program);
    if (point.open && partAt(program, point.next)?.atomic === true && !recuts.has(point.next)) {
      recuts.set(point.next, "alone");
      continue;
    }
    if (!work) {
      work = workOf(course, point.replay);
      report({
        type: "migration-started",
        ...migration,
        direction,
        steps: program.steps.length,
        from: point.next,
        parts: program.parts.length,
      });
    }
    try {
      await walk(course, work, point);
      task.watch?.cut(program);
      const executionTimeMs = Math.round(performance.now() - start);
      const steps = program.steps.length;
      report({
        type: "migration-finished",
        ...migration,
        direction,
        executionTimeMs,
        steps,
        retries: budget.attempts,
      });
      return { executionTimeMs, steps, retries: budget.attempts };
    } catch (error) {
      const again = await answer(course, error, { recuts, budget });
      if (!again) throw await giveUp(course, error);
    }
  }
}

/** What a failed step means: true to go on in another way. */
async function answer(
  course: Course,
  error: unknown,
  { recuts, budget }: { readonly recuts: Map<number, Recut>; readonly budget: LockBudget },
): Promise<boolean> {
  if (!(error instanceof StepError) || course.project.signal.aborted) return false;
  const { verdict } = error;
  if (verdict.do === "recut" && !recuts.has(error.step)) {
    recuts.set(error.step, verdict.as);
    return true;
  }
  return verdict.do === "retry" && (await mayRetry(stoppedAt(course), verdict.reason, budget));
}

/** Where a run stopped that may be tried again. */
export interface Stopped {
  readonly project: Project;
  readonly migration: Task["migration"];
  readonly stepsDone: number;
}

export function stoppedAt({ project, task, record }: Course): Stopped {
  return { project, migration: task.migration, stepsDone: record?.stepsDone ?? 0 };
}

/** Waits before the next try; false when the budget is spent or somebody cancelled. */
export async function mayRetry(
  { project, migration, stepsDone }: Stopped,
  reason: string,
  budget: LockBudget,
): Promise<boolean> {
  const { remainingMs, delayMs } = budget.next(stepsDone);
  if (delayMs === null) return false;
  project.report({
    type: "retrying",
    ...migration,
    attempt: budget.attempts,
    delayMs,
    remainingMs,
    reason,
  });
  await pause(delayMs, project.signal);
  return !project.signal.aborted;
}

/** Writes the failure, which survives the rollback, and makes the error to end with. */
export async function giveUp(course: Course, error: unknown): Promise<unknown> {
  const { task, project, held, program } = course;
  if (held.lost.aborted) return held.lost.reason;
  // Nothing failed: what was finished is recorded, and the rest is for the next slice.
  const goesOn = continuation(error, project.signal);
  if (goesOn) return goesOn;
  if (error instanceof StepError && error.verdict.do === "lost")
    return interrupted(course, error, error.verdict.error);
  const failure = failureOf(course, error);
  const message = project.engine.maskError(failure.message);
  const verifying = error instanceof GodwitError && error.code === "VERIFY_FAILED";
  const step = error instanceof StepError && error.step >= 0 ? error.step : verifying ? -1 : course.failing;
  const steps = program.steps.length;
  const { version, name } = task.migration;
  project.report({
    type: "migration-failed",
    ...task.migration,
    direction: task.direction,
    step,
    steps,
    message: failure.message,
  });
  const event = task.direction === "up" ? "failed" : "revert-failed";
  const details = {
    ...(step >= 0 ? { step: step + 1 } : {}),
    steps,
    ...(failure.database?.code ? { sqlstate: failure.database.code } : {}),
  };
  const put = failureRecord(course, message);
  try {
    await held.record([{ ...(put ? { put } : {}), log: { event, version, name, reason: message, details } }]);
  } catch (unwritten) {
    const why = unwritten instanceof Error ? unwritten.message : String(unwritten);
    project.report({ type: "note", message: `the failure could not be written to the history: ${why}` });
  }
  return failure;
}

/** The history stays as the database has it: only the next run can see whether the last commit came through. */
function interrupted(
  { task, program, failing }: Course,
  failure: StepError,
  error: GodwitError,
): GodwitError {
  const step = failure.step >= 0 ? failure.step : failing;
  const place = step >= 0 ? ` at step ${step + 1} of ${program.steps.length}` : "";
  const at = program.steps[step]?.at;
  return new GodwitError(error.code, `${task.migration.name} was interrupted${place}: ${error.message}`, {
    cause: error,
    ...(at ? { at } : {}),
    ...(failure.database ? { database: failure.database } : {}),
  });
}

/** A rollback that failed before it changed anything leaves the migration as applied as it was. */
function failureRecord({ task, program, record }: Course, message: string): HistoryRecord | undefined {
  if (task.direction === "down")
    return record && { ...record, success: false, error: `${REVERTING}: ${message}` };
  const nothingDone = { done: 0, open: false, executionTimeMs: 0 };
  return {
    ...task.base,
    ...(record ?? progressRecord(task.base, program.steps, nothingDone)),
    success: false,
    error: message,
  };
}

function failureOf({ task, program, project, failing }: Course, error: unknown): GodwitError {
  const { name } = task.migration;
  if (project.signal.aborted) {
    return new GodwitError(
      "CANCELLED",
      `${name} was cancelled${failing >= 0 ? ` at step ${failing + 1} of ${program.steps.length}` : ""}`,
      { cause: error },
    );
  }
  if (error instanceof GodwitError) return error;
  const code = task.direction === "up" ? "MIGRATION_FAILED" : "ROLLBACK_FAILED";
  if (!(error instanceof StepError)) {
    const text = error instanceof Error ? error.message : String(error);
    const at = program.steps[failing]?.at;
    return new GodwitError(code, `${name} failed: ${text}`, { cause: error, ...(at ? { at } : {}) });
  }
  const place = error.step >= 0 ? ` at step ${error.step + 1} of ${program.steps.length}` : "";
  const about = {
    cause: error.cause,
    ...(error.at ? { at: error.at } : {}),
    ...(error.database ? { database: error.database } : {}),
    ...(error.step >= 0 ? { step: { number: error.step + 1, of: program.steps.length } } : {}),
  };
  if (error.verdict.do === "retry" && error.verdict.reason === "lock timeout") {
    return new GodwitError(
      "LOCK_TIMEOUT",
      `${name} could not get a lock${place} within the budget of ${project.settings.lockBudgetMs / 1000} s`,
      about,
    );
  }
  return new GodwitError(code, `${name} failed${place}: ${error.message}`, about);
}

function workOf(course: Course, replay: readonly Step[]): Work {
  return course.held.work(orderOf(course, replay));
}

export function orderOf({ task, project, program }: Course, replay: readonly Step[]): WorkOrder {
  const { settings, report, signal } = project;
  const { migration, header } = task;
  return {
    migration,
    steps: program.steps.length,
    lockTimeoutMs: durationOf(header.lockTimeout) ?? settings.lockTimeoutMs,
    statementTimeoutMs: statementTimeout(
      durationOf(header.statementTimeout) ?? settings.statementTimeoutMs,
      project.slice?.remainingMs(),
    ),
    lockBudgetMs: settings.lockBudgetMs,
    replay,
    report,
    signal,
    observe: task.watch?.observe,
    onBlocked: (blockers, hidden, waitedMs) =>
      report({ type: "blocked", ...migration, blockers, hidden, waitedMs }),
  };
}

/** For a process that is killed or frozen at its end; one that lives cancels a moment before. 0 is none. */
function statementTimeout(wantedMs: number, remainingMs: number | undefined): number {
  if (remainingMs === undefined) return wantedMs;
  const left = Math.ceil(remainingMs) + CANCELLING_MS;
  return wantedMs === 0 ? left : Math.min(wantedMs, left);
}

const CANCELLING_MS = 500;

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

export function partAt(program: Program, step: number): Part | undefined {
  return program.parts.find(({ first, steps }) => step >= first && step < first + steps.length);
}
