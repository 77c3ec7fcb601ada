// The version that a new migration gets.
import { compareVersions, RESERVED_VERSION } from "../core/version.ts";

export interface NextVersionOptions {
  readonly numbering: "sequence" | "timestamp";
  readonly now: Date;
}

/** `YYYYMMDDHHMMSS`. */
const TIMESTAMP = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/;

/**
 * Never lower than what is there, so a new migration always comes last. A folder that has begun in one way
 * goes on in it: a sequence keeps its width, and after a timestamp comes a timestamp, whatever `numbering` says.
 */
export function nextVersion(existing: readonly string[], { numbering, now }: NextVersionOptions): string {
  const newest = existing
    .filter((version) => /^\d+$/.test(version))
    .reduce((a, b) => (compareVersions(a, b) < 0 ? b : a), RESERVED_VERSION);
  if (numbering === "timestamp" || TIMESTAMP.test(newest)) {
    const timestamp = utcTimestamp(now);
    // Another machine's clock, or a second migration in the same second, may be ahead of us.
    if (compareVersions(timestamp, newest) > 0) return timestamp;
  }
  return (BigInt(newest) + 1n).toString().padStart(newest.length, "0");
}

/** `YYYYMMDDHHMMSS` in UTC: colleagues in other time zones must agree on the order. */
function utcTimestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, "").slice(0, 14);
}
