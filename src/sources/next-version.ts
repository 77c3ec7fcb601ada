// The version that a new migration gets.
import { compareVersions, RESERVED_VERSION } from "../core/version.ts";

export type NextVersionOptions =
  | { readonly numbering: "sequence" }
  | { readonly numbering: "timestamp"; readonly now: Date };

/** Follows the folder's width; never lower than what is there, so a new migration always comes last. */
export function nextVersion(existing: readonly string[], options: NextVersionOptions): string {
  const newest = existing
    .filter((version) => /^\d+$/.test(version))
    .reduce((a, b) => (compareVersions(a, b) < 0 ? b : a), RESERVED_VERSION);
  if (options.numbering === "timestamp") {
    const timestamp = utcTimestamp(options.now);
    // Another machine's clock, or a second migration in the same second, may be ahead of us.
    if (compareVersions(timestamp, newest) > 0) return timestamp;
  }
  return (BigInt(newest) + 1n).toString().padStart(newest.length, "0");
}

/** `YYYYMMDDHHMMSS` in UTC: colleagues in other time zones must agree on the order. */
function utcTimestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, "").slice(0, 14);
}
