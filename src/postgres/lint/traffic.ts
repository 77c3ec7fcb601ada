// How much a table is used, by the server's own counters over at least an hour: shorter says little.
import type { Extent } from "../../core/estimate.ts";
import type { TakenLock } from "../known-locks.ts";
import type { Named } from "./names.ts";
import type { Scene } from "./scene.ts";

export interface Traffic {
  /** A second. */
  readonly reads: number;
  readonly writes: number;
}

const LEAST_SECONDS = 3600;
const BUSY_READS = 100;
const BUSY_WRITES = 10;

/** What a table is used for whose application would notice a lock at once; undefined where it is quiet, or unknown. */
export function busyTraffic(extent: Extent | null | undefined): Traffic | undefined {
  if (!extent?.counted || extent.counted < LEAST_SECONDS) return undefined;
  const traffic = {
    reads: Math.round((extent.reads ?? 0) / extent.counted),
    writes: Math.round((extent.writes ?? 0) / extent.counted),
  };
  return traffic.reads >= BUSY_READS || writtenOften(traffic) ? traffic : undefined;
}

export function writtenOften({ writes }: Traffic): boolean {
  return writes >= BUSY_WRITES;
}

/** `about 40 writes a second`. */
export function shownWrites({ writes }: Traffic): string {
  return `about ${writes.toLocaleString("en")} writes a second`;
}

/** `about 40 writes and 1,200 reads a second`. */
export function shownTraffic({ reads, writes }: Traffic): string {
  return `about ${writes.toLocaleString("en")} writes and ${reads.toLocaleString("en")} reads a second`;
}

export function trafficOf(table: Named, scene: Scene): Traffic | undefined {
  if (!scene.extents || scene.isNew(table)) return undefined;
  const known = scene.relation(table)?.extent;
  return busyTraffic(known === undefined ? scene.extents.get(scene.key(table)) : known);
}

/** The table that a lock keeps others from. */
export function lockedTable(lock: TakenLock, scene: Scene): Named {
  if (lock.on === "relation") return lock;
  const [schema, name] = scene.indexes.get(scene.key(lock))?.table.split(/\.(.*)/s) ?? [];
  return schema === undefined || name === undefined ? lock : { schema, name };
}
