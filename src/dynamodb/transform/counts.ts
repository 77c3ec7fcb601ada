// What a transform came to, in words.
import { grouped } from "../../core/grouped.ts";
import type { Counts } from "./segment.ts";

const TOLD = ["changed", "added", "removed", "unchanged", "skipped"] as const;

/** Such as `transformed league: 1,200 items, 1,000 changed, 200 unchanged`. */
export function countsInWords(counts: Counts, table: string): string {
  const told = TOLD.filter((name) => counts[name] > 0).map((name) => `${grouped(counts[name])} ${name}`);
  const items = `${grouped(counts.scanned)} ${counts.scanned === 1 ? "item" : "items"}`;
  return [`transformed ${table}: ${items}`, ...told].join(", ");
}
