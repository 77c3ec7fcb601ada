// Whether a database is ahead of the files: what an older release finds when it comes back.
import type { Standing } from "../core/standing.ts";
import { compareVersions } from "../core/version.ts";

const BEHIND = new Set(["applied", "changed", "skipped", "held", "retired"]);

/**
 * The names of what the database has, or has begun, beyond the files; empty where it is not simply ahead: something of
 * the files is still to be applied, or what they lack is older than they are.
 */
export function aheadOfFiles(standings: readonly Standing[]): readonly string[] {
  const own = standings.filter(({ migration }) => migration && !migration.repeatable);
  const beyond = standings.filter(
    ({ migration, standing }) => !migration && (standing === "missing" || standing === "failed"),
  );
  const isLater = ({ version }: Standing): boolean =>
    own.every((one) => compareVersions(one.version, version) < 0);
  if (!own.every(({ standing }) => BEHIND.has(standing)) || !beyond.every(isLater)) return [];
  return beyond.map(({ name }) => name);
}
