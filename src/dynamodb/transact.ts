// Sends a transaction until DynamoDB either writes it or refuses one of its conditions.
import { backoff } from "../core/retry.ts";
import type { Action, DynamoSession } from "./call.ts";
import { failureOf, isConflict, isThrottled } from "./failure.ts";

/** How long a transaction is repeated while others write the same items, or while DynamoDB throttles us. */
const BUDGET_MS = 10_000;

/**
 * Answers the indexes of the actions whose condition does not hold; none means that all of it is written.
 * Throws when DynamoDB does not answer: then it is not known whether it was written.
 */
export async function transact(
  session: DynamoSession,
  actions: readonly Action[],
): Promise<readonly number[]> {
  const pauses = backoff({
    budgetMs: BUDGET_MS,
    firstMs: 20,
    longestMs: 1_000,
    now: () => performance.now(),
    random: Math.random,
  });
  for (;;) {
    try {
      // A refused token may not be used again with the same meaning, so each try has its own; the SDK's own
      // repetitions after a lost answer keep it.
      const input = { TransactItems: actions, ClientRequestToken: crypto.randomUUID() };
      await session.run({ command: "TransactWriteItems", input });
      return [];
    } catch (thrown) {
      const failed = conditionsFailed(thrown);
      if (failed.length > 0) return failed;
      const delay = isConflict(thrown) || isThrottled(thrown) ? pauses.next() : null;
      if (delay === null) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

function conditionsFailed(thrown: unknown): readonly number[] {
  const reasons = failureOf(thrown)?.reasons ?? [];
  return reasons.flatMap((reason, index) => (reason === "ConditionalCheckFailed" ? [index] : []));
}
