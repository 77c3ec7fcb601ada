// A session whose calls tests can hold up, drop or answer with silence, as a network does.
import { GodwitError } from "../../src/core/errors.ts";
import type { Call, DynamoSession, Outputs } from "../../src/dynamodb/call.ts";

export interface LineHooks {
  /** Before the call leaves; throwing keeps it from leaving. */
  readonly before?: (call: Call) => Promise<void> | void;
  /** After DynamoDB has done it; throwing loses the answer. */
  readonly after?: (call: Call) => Promise<void> | void;
}

export function line(session: DynamoSession, { before, after }: LineHooks): DynamoSession {
  return {
    host: session.host,
    region: session.region,
    close: () => session.close(),
    async run<C extends Call>(call: C): Promise<Outputs[C["command"]]> {
      await before?.(call);
      const answer = await session.run(call);
      await after?.(call);
      return answer;
    },
  };
}

export function cutLine(): GodwitError {
  return new GodwitError("CONNECTION_LOST", "the line is cut");
}
