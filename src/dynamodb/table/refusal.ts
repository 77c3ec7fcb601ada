// Tells apart why DynamoDB refused to change a table: it is at work on it, somebody must wait for hours, or it never will.
import { GodwitError } from "../../core/errors.ts";
import { failureOf } from "../failure.ts";

export type Refusal =
  /** In moments or minutes it will not refuse any more. */
  | { readonly because: "busy"; readonly what: string }
  /** It did not say: the call may have been done. */
  | { readonly because: "unknown" }
  | { readonly because: "refused"; readonly error: unknown };

export function refusalOf(thrown: unknown, what: string): Refusal {
  const failure = failureOf(thrown);
  if (!failure) return isLost(thrown) ? { because: "unknown" } : { because: "refused", error: thrown };
  const message = thrown instanceof Error ? thrown.message : "";
  if (
    BUSY.has(failure.name) ||
    (failure.name === "LimitExceededException" && /simultaneously/.test(message))
  ) {
    return { because: "busy", what: message };
  }
  const isLimit = failure.name === "LimitExceededException" || LIMITS.test(message);
  return { because: "refused", error: isLimit ? limitReached(what, { thrown, message }) : thrown };
}

/** A server that failed inside, or a line that was cut: the work may have been done. */
function isLost(thrown: unknown): boolean {
  return thrown instanceof GodwitError && thrown.code === "CONNECTION_LOST";
}

const BUSY: ReadonlySet<string> = new Set([
  "ResourceInUseException",
  "ContinuousBackupsUnavailableException",
  "ThrottlingException",
  "ThrottlingError",
  "RequestLimitExceeded",
]);

/** Some limits come as a ValidationException. */
const LIMITS =
  /multiple times within a fixed interval|limited to|limit exceeded|within a given UTC day|per day/i;

function limitReached(
  what: string,
  { thrown, message }: { readonly thrown: unknown; readonly message: string },
): GodwitError {
  return new GodwitError("SERVICE_LIMIT", `AWS does not let us ${what} now: ${message}`, {
    cause: thrown,
    hint: "wait as long as it says (an hour for time to live, a day for capacity), then run `godwit up` again: it continues here",
  });
}
