// How much a statement's table holds, where that is known, and how grave it is then to keep others from it.
import type { Extent } from "../../core/estimate.ts";
import type { Gravity } from "../../core/rule.ts";
import type { LintStatement } from "./lint-statement.ts";
import type { Scene } from "./scene.ts";
import { busyTraffic, shownTraffic } from "./traffic.ts";

const SMALL_ROWS = 10_000;
const SMALL_BYTES = 1024 * 1024;
const LARGE_ROWS = 10_000_000;
const LARGE_BYTES = 1024 * 1024 * 1024;

/** The largest of the tables that it locks; null where they are empty, undefined where nobody has said. */
export function extentOf(statement: LintStatement, scene: Scene): Extent | null | undefined {
  const { extents } = scene;
  if (!extents || statement.locks.length === 0) return undefined;
  return statement.locks.reduce<Extent | null>((largest, { schema, name, on }) => {
    const own = scene.key({ schema, name });
    const key = on === "index" ? (scene.indexes.get(own)?.table ?? own) : own;
    const known = scene.relations.get(key)?.extent;
    const extent = known === undefined ? extents.get(key) : known;
    return extent && extent.totalBytes > (largest?.totalBytes ?? 0) ? extent : largest;
  }, null);
}

/** Of a rule whose danger lasts as long as a table is read or written. */
export function gravityOf(extent: Extent | null, usual: Gravity): Gravity {
  if (!extent) return "S4";
  const { rows, totalBytes } = extent;
  // A small table that everybody uses is soon done with, once the lock is there.
  const small = totalBytes < SMALL_BYTES && (rows ?? 0) < SMALL_ROWS && !busyTraffic(extent);
  if (small) return usual === "S4" ? "S4" : "S3";
  const isLarge = totalBytes >= LARGE_BYTES || (rows ?? 0) >= LARGE_ROWS;
  return isLarge && usual === "S2" ? "S1" : usual;
}

/** `holds about 5.0 million rows, 567 MB`. */
export function shownExtent(extent: Extent | null): string {
  if (!extent) return "it is empty now";
  const rows = extent.rows === null ? "" : `about ${Math.round(extent.rows).toLocaleString("en")} rows, `;
  const idle = extent.writes === 0 ? "; nobody has written to it since the server counts" : "";
  const traffic = busyTraffic(extent);
  const busy = traffic ? `; ${shownTraffic(traffic)}` : "";
  return `it holds ${rows}${megabytes(extent.totalBytes)}${idle}${busy}`;
}

function megabytes(bytes: number): string {
  const mb = bytes / 1024 / 1024;
  if (mb < 1) return `${Math.ceil(bytes / 1024)} kB`;
  return mb < 1024 ? `${mb < 10 ? mb.toFixed(1) : Math.round(mb)} MB` : `${(mb / 1024).toFixed(1)} GB`;
}
