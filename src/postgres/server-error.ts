// What a server's error means outside of a migration's own statements.
import { DriverError } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import { isLost } from "./session.ts";

/** Anything that was thrown while we did `purpose`, as the error to end with; our own errors stay as they are. */
export function serverError(error: unknown, purpose: string): unknown {
  if (!(error instanceof DriverError)) return error;
  const details = {
    cause: error,
    database: { code: error.code, ...(error.detail ? { detail: error.detail } : {}) },
  };
  if (error.code === "42501")
    return new GodwitError("RIGHTS", `may not ${purpose}: ${error.message}`, details);
  if (error.code === "42P01" || error.code === "3F000") {
    return new GodwitError("SERVER_ERROR", `cannot ${purpose}: there is no history yet`, {
      ...details,
      hint: "run `godwit up` first",
    });
  }
  if (isLost(error))
    return new GodwitError("CONNECTION_LOST", `cannot ${purpose}: ${error.message}`, details);
  if (error.code === "55P03")
    return new GodwitError("LOCKED", `cannot ${purpose}: its table is locked by another session`, details);
  return new GodwitError("SERVER_ERROR", `cannot ${purpose}: ${error.message}`, details);
}
