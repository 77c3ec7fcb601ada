// Walks through the parts of a program from where it stands, writing progress with each.
import { type RecordChange, StepError, type Work } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import { progressRecord } from "../core/progress.ts";
import type { ResumePoint } from "../core/resume.ts";
import type { Part, Step } from "../core/step.ts";
import type { Course } from "./task.ts";

export async function walk(course: Course, work: Work, point: ResumePoint): Promise<void> {
  const { task, program } = course;
  const total = program.steps.length;
  let next = point.next;
  if (point.open && (await settle(course, work, next))) next++;
  let finished = false;
  const { slice } = course.project;
  const timed = <T>(work: () => Promise<T>): Promise<T> =>
    slice ? slice.part(task.migration.name, work) : work();
  for (const whole of program.parts) {
    const end = whole.first + whole.steps.length;
    if (end <= next) continue;
    const part = from(whole, next);
    course.failing = next;
    const last = end === total;
    // A verify script belongs into the transaction where the whole migration is one, else after the last part.
    const inside = last && program.atomic ? task.verify : [];
    const outside = task.verify.length > 0 && !program.atomic;
    const changeNow = (): RecordChange => (last && !outside ? finish(course) : advance(course, end));
    // In a transaction the record is written with the work, and its engine adds the time that the work took.
    const change = part.atomic
      ? changeNow()
      : await timed(() => alone(course, work, { step: part.steps[0] as Step, changeNow }));
    if (part.atomic) await timed(() => work.together(part, part.undone ? null : change, inside));
    if (part.atomic && part.undone) await work.record(change);
    if (change.put) course.record = change.put;
    finished = last && !outside;
    next = end;
  }
  if (finished) return;
  course.failing = total - 1;
  await verifyAfter(work, task);
  await work.record(finish(course));
}

/** A step outside transactions: announced, run, closed. Answers what was recorded. */
async function alone(
  course: Course,
  work: Work,
  { step, changeNow }: { readonly step: Step; readonly changeNow: () => RecordChange },
): Promise<RecordChange> {
  const { task, program } = course;
  const index = program.steps.indexOf(step);
  const put = progressRecord(course.record ?? task.base, program.steps, {
    done: index,
    open: true,
    executionTimeMs: elapsed(course),
  });
  const { version, name } = task.migration;
  await work.announce(step, {
    put: { ...task.base, ...progressOf(put) },
    log: { event: "announced", version, name, details: { step: index + 1 } },
  });
  course.record = { ...task.base, ...progressOf(put) };
  const { report } = course.project;
  report({
    type: "step-started",
    version,
    name,
    step: index,
    steps: program.steps.length,
    text: step.text,
    at: step.at,
  });
  try {
    await work.alone(step, index);
  } catch (error) {
    if (error instanceof StepError && /^(fail|retry)$/.test(error.verdict.do)) {
      await closeRefused(course, work, { step, index });
    }
    throw error;
  }
  report({ type: "step-finished", version, name, step: index, steps: program.steps.length });
  const change = changeNow();
  await work.record(change);
  return change;
}

/**
 * The server refused the step: it is not open as after a crash, so it may be corrected. What it left broken is cleared
 * away first, since the corrected step may have another name.
 */
async function closeRefused(
  course: Course,
  work: Work,
  { step, index }: { readonly step: Step; readonly index: number },
): Promise<void> {
  const { task, project } = course;
  // One that is done again may have done a part of its work: it is open until it is done or taken back.
  if (project.signal.aborted || step.afterCrash !== "inspect") return;
  const { version, name } = task.migration;
  const look = { observed: await task.observed(), after: "refusal" } as const;
  // Where it cannot be looked at now, the next run looks: the step stays open.
  const effect = await work.effect(step, look).catch(() => undefined);
  if (effect?.took !== "no") return;
  if (effect.how !== "")
    project.report({ type: "step-effect", version, name, step: index, effect: effect.how });
  const { put } = advance(course, index);
  if (put) course.record = put;
}

/** A step was announced and never closed. True when it took effect and counts as done. */
async function settle(course: Course, work: Work, index: number): Promise<boolean> {
  const { task, program, project } = course;
  const step = program.steps[index] as Step;
  course.failing = index;
  if (step.afterCrash === "again") return false;
  const { version, name } = task.migration;
  const effect =
    step.afterCrash === "ask"
      ? { took: "unknown" as const, how: "its effect cannot be read back" }
      : await work.effect(step, { observed: await task.observed(), after: "interruption" });
  if (effect.how !== "")
    project.report({ type: "step-effect", version, name, step: index, effect: effect.how });
  if (effect.took === "unknown") {
    throw new GodwitError("EFFECT_UNKNOWN", `step ${index + 1} of ${name} was interrupted: ${effect.how}`, {
      at: step.at,
      hint: `look at the database, then say \`godwit repair ${version} --done\` if it took effect, or \`--again\` if not`,
    });
  }
  if (effect.took === "no") return false;
  const change = advance(course, index + 1);
  await work.record(change);
  if (change.put) course.record = change.put;
  return true;
}

async function verifyAfter(work: Work, { verify, migration: { name } }: Course["task"]): Promise<void> {
  if (verify.length === 0) return;
  const result = await work.test(verify);
  if (result.ok) return;
  const { message, at, database } = result;
  throw new GodwitError(
    "VERIFY_FAILED",
    `the verify script of ${name}: ${message}; the migration is not atomic, so nothing was undone`,
    { at, ...(database ? { database } : {}) },
  );
}

function advance(course: Course, done: number): RecordChange {
  const { task, program } = course;
  const { version, name } = task.migration;
  const put = {
    ...task.base,
    ...progressOf(
      progressRecord(task.base, program.steps, { done, open: false, executionTimeMs: elapsed(course) }),
    ),
  };
  return { put, log: { event: "progressed", version, name, details: { done, steps: program.steps.length } } };
}

export function finish(course: Course): RecordChange {
  const { task, program } = course;
  const { version, name } = task.migration;
  const executionTimeMs = elapsed(course);
  const put = task.done(program.steps, executionTimeMs);
  const log = {
    event: task.event,
    version,
    name,
    checksum: task.base.checksum,
    executionTimeMs,
    details: task.details,
  };
  return put === null ? { remove: version, log } : { put, log };
}

type Progress = Pick<
  Parameters<typeof progressRecord>[0],
  "executionTimeMs" | "stepsDone" | "stepsTotal" | "stepsHash" | "stepStarted"
>;

function progressOf({ executionTimeMs, stepsDone, stepsTotal, stepsHash, stepStarted }: Progress): Progress {
  return { executionTimeMs, stepsDone, stepsTotal, stepsHash, stepStarted };
}

function elapsed({ start }: Course): number {
  return Math.round(performance.now() - start);
}

function from(part: Part, next: number): Part {
  return next <= part.first ? part : { ...part, first: next, steps: part.steps.slice(next - part.first) };
}
