// Sizes and times of a plan in words.
import type { Touched } from "./rehearsed-step.ts";

/** `public.users (1.2 million rows, 340 MB)`. */
export function shownTable({ relation, extent }: Touched): string {
  const path = relation.join(".");
  if (!extent) return path;
  const rows = extent.rows === null ? "" : `about ${shownCount(extent.rows)} rows, `;
  return `${path} (${rows}${shownBytes(extent.bytes)})`;
}

function shownCount(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} billion`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} million`;
  return count >= 1e4 ? `${Math.round(count / 1e3)} thousand` : String(count);
}

export function shownBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `about 1.2 s`. */
export function shownTime(ms: number): string {
  if (ms < 1000) return `about ${Math.max(1, Math.round(ms))} ms`;
  if (ms < 120_000) return `about ${Number((ms / 1000).toPrecision(2))} s`;
  return ms < 7_200_000 ? `about ${Math.round(ms / 60_000)} min` : `about ${Math.round(ms / 3_600_000)} h`;
}
