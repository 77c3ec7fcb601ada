// Asks the server to cancel what a session runs, until it has ended or is not worth waiting for.
import type { SqlSession } from "./session.ts";

const CANCEL_AGAIN_MS = 500;
/** A server that does not end what it was asked to cancel within this is not waited for: its orphan is ended later. */
const CANCEL_PATIENCE_MS = 6_000;

/** A request that arrives before its statement does nothing: so it is repeated until the work has ended. */
export function keepCancelling(session: SqlSession): {
  readonly start: () => void;
  readonly end: () => void;
} {
  let ended = false;
  const repeat = async (): Promise<void> => {
    const end = performance.now() + CANCEL_PATIENCE_MS;
    while (!ended && performance.now() < end) {
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
