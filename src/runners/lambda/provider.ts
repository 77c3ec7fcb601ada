// The protocol of CDK's provider framework: `onEvent` begins, and `isComplete` is asked until the work is done.
import type { GodwitError } from "../../core/errors.ts";
import { dataOf } from "./cloudformation.ts";
import { attempt, type Open } from "./direct.ts";
import type { LambdaContext } from "./invocation.ts";
import { physicalId, reasonOf, requestOf, type StackEvent } from "./stack-event.ts";

export interface OnEventAnswer {
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export interface IsCompleteAnswer {
  readonly IsComplete: boolean;
  /** Not allowed before it is complete. */
  readonly Data?: Readonly<Record<string, string>>;
}

/** What it could not finish is no failure: `isComplete` goes on. Throws the reason that the stack shall show. */
export async function onEvent(open: Open, event: StackEvent, context: LambdaContext): Promise<OnEventAnswer> {
  const PhysicalResourceId = physicalId(event);
  if (event.RequestType === "Delete") return { PhysicalResourceId };
  const outcome = await attempt(open, context, () => requestOf(event));
  if (!outcome.error) return { PhysicalResourceId, Data: dataOf(outcome) };
  if (outcome.error.status === 4) return { PhysicalResourceId };
  throw failure(outcome.error, context);
}

/** It has no memory between two questions: the history has. One of them is one slice of the run. */
export async function isComplete(
  open: Open,
  event: StackEvent,
  context: LambdaContext,
): Promise<IsCompleteAnswer> {
  if (event.RequestType === "Delete") return { IsComplete: true };
  const outcome = await attempt(open, context, () => requestOf(event));
  if (outcome.error?.status === 4) return { IsComplete: false };
  if (outcome.error) throw failure(outcome.error, context);
  // How many were applied is what `onEvent` knew, unless more came after it.
  const { Applied, ...data } = dataOf(outcome);
  return { IsComplete: true, Data: Applied === "0" ? data : { ...data, Applied: Applied ?? "0" } };
}

/** Its message becomes the reason; the framework adds the logs. */
function failure(error: GodwitError, context: LambdaContext): Error {
  const told = new Error(reasonOf(error, context));
  told.name = error.code;
  // The runtime splits it, and the place in our code tells nobody anything.
  told.stack = `${told.name}: ${told.message}`;
  return told;
}
