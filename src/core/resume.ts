// Where a half-applied migration goes on (rulings 9 and 10). Pure: the history's record meets the file's program.
import { GodwitError } from "./errors.ts";
import type { HistoryRecord } from "./history.ts";
import type { Program, Step } from "./step.ts";

export interface ResumePoint {
  /** Index of the first step to run. */
  readonly next: number;
  /** True when step `next` was announced and never closed: its effect must be looked at first. */
  readonly open: boolean;
  /** Done steps that only set up the session, to be repeated. */
  readonly replay: readonly Step[];
}

/** Throws STEPS_EDITED when the steps that were already executed are no longer what the file says. */
export function resumePoint(record: HistoryRecord | undefined, program: Program): ResumePoint {
  if (!record || record.success || (record.stepsDone === 0 && record.stepStarted === null)) {
    return { next: 0, open: false, replay: [] };
  }
  const open = record.stepStarted !== null;
  const executed = record.stepsHash.length;
  for (let index = 0; index < executed; index++) {
    const step = program.steps[index];
    if (step && step.hash === record.stepsHash[index]) continue;
    throw new GodwitError(
      "STEPS_EDITED",
      `step ${index + 1} of ${record.name} was already executed and the file now says something else there`,
      step
        ? {
            at: step.at,
            hint: `restore the executed statements, or run \`godwit repair ${record.version} --again\``,
          }
        : { hint: `restore the executed statements, or run \`godwit repair ${record.version} --again\`` },
    );
  }
  const next = record.stepsDone;
  return { next, open, replay: program.steps.slice(0, next).filter((step) => step.sessionOnly) };
}
