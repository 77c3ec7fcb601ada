// A session that asks again where DynamoDB throttles, or where two writes of one item meet: for all but timed writes.
import { backoff } from "../core/retry.ts";
import type { Call, DynamoSession, Outputs } from "./call.ts";
import { isConflict, isThrottled } from "./failure.ts";

const BUDGET_MS = 60_000;

/** Both mean that nothing was written. Anything else is thrown as it is. */
export function patientSession(session: DynamoSession): DynamoSession {
  return {
    host: session.host,
    region: session.region,
    close: () => session.close(),
    async run<C extends Call>(call: C): Promise<Outputs[C["command"]]> {
      const pauses = backoff({
        budgetMs: BUDGET_MS,
        firstMs: 20,
        longestMs: 2_000,
        now: () => performance.now(),
        random: Math.random,
      });
      for (;;) {
        try {
          return await session.run(call);
        } catch (thrown) {
          const delay = isConflict(thrown) || isThrottled(thrown) ? pauses.next() : null;
          if (delay === null) throw thrown;
          await new Promise((resolve) => setTimeout(resolve, delay));
        }
      }
    },
  };
}
