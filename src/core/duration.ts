// Durations as people write them (`500ms`, `2s`, `10m`, `1h 30m`, and `0` for "no limit") and as they read them.

const UNITS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Node's timers and PostgreSQL's timeouts are both signed 32-bit milliseconds: nothing longer can be kept. */
const LONGEST_MS = 2 ** 31 - 1;

/** What a duration looks like, for error messages. */
export const DURATION_FORMS = "500ms, 2s, 10m, 1h or 0, at most 24d";

/** Milliseconds, or undefined when it is no duration. A number without unit is one only when it is 0. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^0+$/.test(trimmed)) return 0;
  if (!/^(?:\d+(?:\.\d+)?\s*(?:ms|s|min|m|h|d)\s*)+$/.test(trimmed)) return undefined;
  let exact = 0;
  for (const [, amount, unit = ""] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    exact += Number(amount) * (UNITS.get(unit) ?? Number.NaN);
  }
  const milliseconds = Math.round(exact);
  // Rounding `0.1ms` to 0 would turn the shortest limit into none at all.
  if ((milliseconds === 0 && exact > 0) || milliseconds > LONGEST_MS) return undefined;
  return milliseconds;
}

/** `340ms`, `2.4s`, `3m 12s`, `1h 5m`, `2d 3h`: two units at most, nothing below what matters. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.round(milliseconds);
  if (ms < 1_000) return `${ms}ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1).replace(/\.0$/, "")}s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(`${minutes}m`, seconds % 60, "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(`${hours}h`, minutes % 60, "m");
  return pair(`${Math.floor(hours / 24)}d`, hours % 24, "h");
}

function pair(large: string, small: number, unit: string): string {
  return small === 0 ? large : `${large} ${small}${unit}`;
}
