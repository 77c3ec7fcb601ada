// Cancels what a session runs, and goes on asking until it has ended.
import type { SqlSession } from "./session.ts";

const CANCEL_AGAIN_MS = 500;
/** A server that does not answer to being cancelled for this long is not there any more. */
const CANCEL_TRIES = 10;

/** A request that arrives before its statement does nothing: so it is repeated until the work has ended. */
export function keepCancelling(session: SqlSession): {
  readonly start: () => void;
  readonly end: () => void;
} {
  let ended = false;
  const repeat = async (): Promise<void> => {
    for (let tries = 0; !ended && tries < CANCEL_TRIES; tries++) {
      await session.cancel();
      await new Promise((resolve) => setTimeout(resolve, CANCEL_AGAIN_MS));
    }
    if (!ended) await session.close();
  };
  return {
    start: () => void repeat(),
    end: () => {
      ended = true;
    },
  };
}
