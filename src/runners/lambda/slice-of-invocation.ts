// The slice that an invocation has for a run, and whether one that did not get on is worth another.
import { type OpenSlice, sliceOf } from "../../actions/slice.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Event, Reporter } from "../../core/event.ts";
import type { LambdaContext } from "./invocation.ts";

/** Time to cancel, roll back, give the lock back and answer. */
function reserveOf(wholeMs: number): number {
  const usual = Math.min(Math.max(wholeMs * 0.15, 2_000), 20_000);
  return Math.min(usual, wholeMs * 0.4);
}

export interface InvocationSlice {
  readonly slice: OpenSlice;
  /** Hears what happens; pass it on to the run. */
  readonly report: Reporter;
  /** The error to answer with: TOO_LONG in place of a CONTINUE that would be repeated for ever. */
  judge(error: GodwitError): GodwitError;
}

export function sliceOfInvocation(context: LambdaContext, report: Reporter): InvocationSlice {
  const wholeMs = context.getRemainingTimeInMillis();
  const slice = sliceOf(wholeMs - reserveOf(wholeMs));
  let gotOn = false;
  let waited = false;
  let current: Extract<Event, { type: "step-started" }> | undefined;
  return {
    slice,
    report: (event) => {
      if (event.type === "items" && event.done > 0) gotOn = true;
      if (event.type === "lock-waiting" || event.type === "retrying" || event.type === "blocked")
        waited = true;
      if (event.type === "step-started") current = event;
      report(event);
    },
    judge(error) {
      if (error.code !== "CONTINUE" || gotOn || waited || slice.parts() > 0) return error;
      const what = current
        ? `step ${current.step + 1} of ${current.steps} of ${current.name} takes`
        : "the run takes";
      return new GodwitError(
        "TOO_LONG",
        `${what} longer than the ${Math.round(wholeMs / 1000)} s of this function`,
        current ? { at: current.at } : {},
      );
    },
  };
}
