// Reads why DynamoDB refused a call, out of the error that the driver threw.
import { GodwitError } from "../core/errors.ts";
import type { AttributeMap } from "./attribute.ts";

export interface Failure {
  /** DynamoDB's exception name, such as `TransactionCanceledException`. */
  readonly name: string;
  /** For a cancelled transaction, one code per action: `None`, `ConditionalCheckFailed`, `TransactionConflict` … */
  readonly reasons: readonly string[];
}

/** Undefined when DynamoDB did not answer, so that it is not known whether the call took effect. */
export function failureOf(thrown: unknown): Failure | undefined {
  if (!(thrown instanceof GodwitError) || thrown.database?.code === undefined) return undefined;
  return { name: thrown.database.code, reasons: reasonsOf(thrown.cause) };
}

function reasonsOf(cause: unknown): readonly string[] {
  if (typeof cause !== "object" || cause === null || !("CancellationReasons" in cause)) return [];
  const reasons = cause.CancellationReasons;
  if (!Array.isArray(reasons)) return [];
  return reasons.map((reason: unknown) =>
    typeof reason === "object" && reason !== null && "Code" in reason ? String(reason.Code) : "None",
  );
}

/** The item was not as the call's condition says. */
export function isConditionFailed(thrown: unknown): boolean {
  return failureOf(thrown)?.name === "ConditionalCheckFailedException";
}

/** The item as it was when the condition failed, where DynamoDB was asked for it and there was one. */
export function itemAtFailure(thrown: unknown): AttributeMap | undefined {
  const cause = thrown instanceof GodwitError ? thrown.cause : undefined;
  if (typeof cause !== "object" || cause === null || !("Item" in cause)) return undefined;
  // The SDK gives it in the form of its other answers.
  return cause.Item as AttributeMap | undefined;
}

/** Somebody else's transaction or write touches the same item right now; nothing was written. */
export function isConflict(thrown: unknown): boolean {
  const failure = failureOf(thrown);
  if (!failure) return false;
  if (failure.name === "TransactionConflictException" || failure.name === "TransactionInProgressException") {
    return true;
  }
  return (
    failure.reasons.includes("TransactionConflict") && !failure.reasons.includes("ConditionalCheckFailed")
  );
}

const THROTTLED: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingException",
  "ThrottlingError",
  "LimitExceededException",
]);

/** DynamoDB wants us to be slower. */
export function isThrottled(thrown: unknown): boolean {
  const failure = failureOf(thrown);
  return failure !== undefined && [failure.name, ...failure.reasons].some((code) => THROTTLED.has(code));
}
