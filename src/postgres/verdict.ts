// What a server's error means for a run: try again, cut the migration differently, or give up.
import type { DriverError } from "../core/driver-error.ts";
import type { Verdict } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import { isLost } from "./session.ts";

const RETRY: Readonly<Record<string, string>> = {
  "55P03": "lock timeout",
  "40P01": "deadlock",
  "40001": "serialization failure",
};

export interface FailedPlace {
  /** The statement is the user's, not our bookkeeping. */
  readonly users: boolean;
  /** It was our question whether the lock is still ours. */
  readonly fence: boolean;
  /** The file opened the transaction itself, so it may not be cut elsewhere. */
  readonly ownBlock: boolean;
}

export function verdictOf(error: DriverError, place: FailedPlace): Verdict {
  if (isLost(error)) {
    return {
      do: "lost",
      error: new GodwitError("CONNECTION_LOST", `the connection to the server was lost: ${error.message}`, {
        cause: error,
      }),
    };
  }
  const reason = RETRY[error.code];
  if (reason !== undefined) return { do: "retry", reason };
  if (!place.users) {
    if (place.fence && error.code === "22012") return { do: "lost", error: lockLost(error) };
    // Another writer's log line came between: a fork of the chain was refused.
    if (error.code === "23505" && /previous_hash/.test(error.message))
      return { do: "retry", reason: "log append" };
    if (error.code === "26000") return { do: "retry", reason: "prepared statement taken away" };
    return { do: "fail" };
  }
  if (!place.ownBlock) {
    // active_sql_transaction, invalid_transaction_termination, unsafe_new_enum_value_usage
    if (error.code === "25001" || error.code === "2D000") return { do: "recut", as: "alone" };
    if (error.code === "55P04") return { do: "recut", as: "commit-before" };
  }
  return { do: "fail" };
}

export function lockLost(cause?: unknown): GodwitError {
  return new GodwitError(
    "LOCK_LOST",
    "another runner has taken the lock over; this run wrote nothing since",
    { cause },
  );
}
