// CloudFormation's own protocol: one asynchronous invocation per event, answered by a PUT to a presigned URL.
import { asGodwitError, GodwitError } from "../../core/errors.ts";
import { attempt, type Open, type Outcome } from "./direct.ts";
import type { LambdaContext } from "./invocation.ts";
import { invokeAgain } from "./invoke-again.ts";
import { log } from "./log.ts";
import { putAnswer } from "./put-answer.ts";
import { physicalId, reasonOf, requestOf, type StackEvent } from "./stack-event.ts";

/** Of our own making: when the first invocation for this event began. */
interface Continued extends StackEvent {
  readonly GodwitSince?: number;
}

/** CloudFormation gives up after an hour; it should hear why before that. */
const LONGEST_MS = 55 * 60_000;

/**
 * Throws only where the answer could not be put: Lambda then delivers the event again, twice at most, and finds the
 * work done. A process that is killed before it answers is the same.
 */
export async function cloudFormation(open: Open, event: Continued, context: LambdaContext): Promise<void> {
  const about = {
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    PhysicalResourceId: physicalId(event),
  };
  // The database may be gone already, and what is in it is not the stack's to delete.
  const outcome =
    event.RequestType === "Delete" ? null : await attempt(open, context, () => requestOf(event));
  const failure = outcome?.error?.status === 4 ? await goOn(event, outcome.error, context) : outcome?.error;
  if (failure === null) return;
  const answer = failure
    ? { Status: "FAILED", Reason: reasonOf(failure, context), ...about }
    : { Status: "SUCCESS", ...about, ...(outcome ? { Data: dataOf(outcome) } : {}) };
  await putAnswer(event.ResponseURL, answer);
}

/** Few and short: the whole answer may have 4 KB. */
export function dataOf({ fields = {}, digest }: Outcome): Readonly<Record<string, string>> {
  const { migrations, ahead } = fields;
  return {
    Applied: String(Array.isArray(migrations) ? migrations.length : 0),
    Digest: digest ?? "",
    ...(Array.isArray(ahead) ? { Ahead: String(ahead.length) } : {}),
  };
}

/** Null where another invocation answers. */
async function goOn(
  event: Continued,
  error: GodwitError,
  context: LambdaContext,
): Promise<GodwitError | null> {
  const since = event.GodwitSince ?? Date.now();
  if (Date.now() - since > LONGEST_MS) {
    return new GodwitError("TOO_LONG", `not done after ${LONGEST_MS / 60_000} minutes: ${error.message}`, {
      hint: "what was finished is recorded; run the rest with `godwit up`, then update the stack again",
    });
  }
  try {
    await invokeAgain(context.invokedFunctionArn ?? "", { ...event, GodwitSince: since });
    log({ type: "note", message: `${error.message}; another invocation goes on` });
    return null;
  } catch (thrown) {
    return new GodwitError("TOO_LONG", `${error.message}, but: ${asGodwitError(thrown).message}`, {
      hint: "allow the function lambda:InvokeFunction on itself, or use the construct of godwit/cdk",
    });
  }
}
