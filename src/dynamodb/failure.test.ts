import { expect, test } from "vitest";
import { GodwitError } from "../core/errors.ts";
import { failureOf, isConditionFailed, isConflict, isThrottled } from "./failure.ts";

function refused(code: string, ...reasons: readonly string[]): GodwitError {
  const cause = { CancellationReasons: reasons.map((Code) => ({ Code })) };
  return new GodwitError("SERVER_ERROR", code, { cause, database: { code } });
}

test("a call that was not answered has no failure: it may have been done", () => {
  expect(failureOf(new GodwitError("CONNECTION_LOST", "gone"))).toBeUndefined();
  expect(failureOf(new Error("gone"))).toBeUndefined();
  expect(isConflict(new Error("gone"))).toBe(false);
});

test("a conflict is one only where no condition failed: a failed condition will not hold later either", () => {
  expect(isConflict(refused("TransactionConflictException"))).toBe(true);
  expect(isConflict(refused("TransactionCanceledException", "None", "TransactionConflict"))).toBe(true);
  const both = refused("TransactionCanceledException", "ConditionalCheckFailed", "TransactionConflict");
  expect(isConflict(both)).toBe(false);
  expect(failureOf(both)?.reasons).toEqual(["ConditionalCheckFailed", "TransactionConflict"]);
});

test("throttling is told by the exception or by a reason of a transaction", () => {
  expect(isThrottled(refused("ProvisionedThroughputExceededException"))).toBe(true);
  expect(isThrottled(refused("TransactionCanceledException", "None", "ThrottlingError"))).toBe(true);
  expect(isThrottled(refused("ValidationException"))).toBe(false);
  expect(isConditionFailed(refused("ConditionalCheckFailedException"))).toBe(true);
});
