// Where Godwit's own items live in a DynamoDB table: one partition per history, one sort key per thing.
import { versionKey } from "../core/version.ts";
import type { AttributeMap } from "./attribute.ts";

/** Version of this layout; a Godwit that knows only an older one refuses by name. */
export const LAYOUT = 1;

/** Partition keys with this prefix are Godwit's; migrations may not touch them. */
export const OWN_PREFIX = "_MIGRATE#";

/** The table that holds a history, the names of its keys, and the history's partition in it. */
export interface HistoryPlace {
  readonly table: string;
  readonly pk: string;
  readonly sk: string;
  readonly partition: string;
}

/** Layout version, tool and region of the history. */
export const META = "META";
/** Hash and count of the log's last line: the chain's anchor. */
export const HEAD = "HEAD";
export const LOCK = "LOCK";
export const LOG_PREFIX = "LOG#";

/** First and last sort key of what one look at the history reads: HEAD, every HIST#…, LOCK; neither log nor META. */
export const HISTORY_RANGE = { from: HEAD, to: LOCK } as const;

/** Versions that are equal as integers share a record, as they share a place in the order. */
export function recordSortKey(version: string): string {
  return `HIST#${versionKey(version)}`;
}

/** Padded, so that lines sort as numbers. */
export function logSortKey(line: number): string {
  return `${LOG_PREFIX}${String(line).padStart(12, "0")}`;
}

export function itemKey(place: HistoryPlace, sortKey: string): AttributeMap {
  return { [place.pk]: { S: place.partition }, [place.sk]: { S: sortKey } };
}

export function sortKeyOf(place: HistoryPlace, item: AttributeMap): string {
  const value = item[place.sk];
  return value && "S" in value ? value.S : "";
}
