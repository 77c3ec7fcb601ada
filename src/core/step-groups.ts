// Which steps of a plan commit together.
import type { PlannedStep } from "./planned-step.ts";

/** See `transaction` of a step. A group has at most `most` steps. */
export function* stepGroups<Op>(
  steps: readonly PlannedStep<Op>[],
  most = Number.POSITIVE_INFINITY,
): Generator<readonly PlannedStep<Op>[]> {
  let group: PlannedStep<Op>[] = [];
  for (const step of steps) {
    if (group.length > 0 && (step.transaction === "none" || group.length >= most)) {
      yield group;
      group = [];
    }
    group.push(step);
    if (step.transaction === "shared") continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
