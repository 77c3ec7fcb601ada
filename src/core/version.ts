// Versions order migrations: integers of any length whose text is kept as written (ruling 18).

/** The history's own version; no migration may have it. */
export const RESERVED_VERSION = "000";

/** Prefix of the version of a repeatable migration (ruling 14). */
export const REPEATABLE_PREFIX = "R:";

/** Negative when `a` comes first. Numbers compare as integers; repeatables come last, by name. */
export function compareVersions(a: string, b: string): number {
  // Equal length is the rule in a project, and then digits compare as they stand.
  if (a.length === b.length && isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  const repeatableA = a.startsWith(REPEATABLE_PREFIX);
  const repeatableB = b.startsWith(REPEATABLE_PREFIX);
  if (repeatableA !== repeatableB) return repeatableA ? 1 : -1;
  if (repeatableA) return a < b ? -1 : a > b ? 1 : 0;
  const left = withoutZeros(a);
  const right = withoutZeros(b);
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** One key for versions that are equal as integers: `7` and `007` have the same. */
export function versionKey(version: string): string {
  return version.startsWith(REPEATABLE_PREFIX) ? version : withoutZeros(version);
}

function isNumber(version: string): boolean {
  const first = version.charCodeAt(0);
  return first >= 48 && first <= 57;
}

function withoutZeros(version: string): string {
  let start = 0;
  while (start < version.length - 1 && version.charCodeAt(start) === 48) start++;
  return start === 0 ? version : version.slice(start);
}
