// A segment of a transform as it lies in the table: how far it is, what it did, and who works on it.
import type { AttributeMap } from "../attribute.ts";
import { numberField, optionalText, textField } from "../fields.ts";
import { type HistoryPlace, itemKey } from "../layout.ts";
import { fromItem } from "../value.ts";
import { segmentSortKey } from "./places.ts";

export const COUNTED = [
  "scanned",
  "changed",
  "added",
  "removed",
  "unchanged",
  "skipped",
  "conflicts",
] as const;
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

export const NO_COUNTS: Counts = Object.freeze({
  scanned: 0,
  changed: 0,
  added: 0,
  removed: 0,
  unchanged: 0,
  skipped: 0,
  conflicts: 0,
});

export interface Segment {
  readonly number: number;
  readonly done: boolean;
  /** DynamoDB's place to go on after; undefined at the beginning. */
  readonly after: AttributeMap | undefined;
  /** How many pages are done. */
  readonly page: number;
  readonly counts: Counts;
  /** Whose worker has it; null when nobody's. */
  readonly owner: string | null;
  /** Whether the owner holds the migration's lock, or helps the one who does. */
  readonly leads: boolean;
  /** New with every write. */
  readonly rvn: string;
  /** One more with every change of hands. */
  readonly fence: number;
  readonly leaseMs: number;
}

export function freshSegment(number: number): Segment {
  return {
    number,
    done: false,
    after: undefined,
    page: 0,
    counts: NO_COUNTS,
    owner: null,
    leads: false,
    rvn: "new",
    fence: 0,
    leaseMs: 0,
  };
}

export function segmentItem(place: HistoryPlace, segment: Segment): AttributeMap {
  const { after, owner, counts, ...rest } = segment;
  return {
    ...itemKey(place, segmentSortKey(segment.number)),
    ...fromItem({ ...rest, ...counts, ...(owner !== null && { owner }) }),
    ...(after && { after: { M: after } }),
  };
}

export function segmentFrom(item: AttributeMap): Segment {
  const { after, done, leads } = item;
  return {
    number: numberField(item, "number"),
    done: done !== undefined && "BOOL" in done && done.BOOL,
    after: after && "M" in after ? after.M : undefined,
    page: numberField(item, "page"),
    counts: countsFrom(item),
    owner: optionalText(item, "owner"),
    leads: leads !== undefined && "BOOL" in leads && leads.BOOL,
    rvn: textField(item, "rvn"),
    fence: numberField(item, "fence"),
    leaseMs: numberField(item, "leaseMs"),
  };
}

function countsFrom(item: AttributeMap): Counts {
  return Object.fromEntries(COUNTED.map((name) => [name, numberField(item, name)])) as Record<
    (typeof COUNTED)[number],
    number
  >;
}

export function sumOf(all: readonly Counts[]): Counts {
  const sum = { ...NO_COUNTS } as Record<(typeof COUNTED)[number], number>;
  for (const counts of all) for (const name of COUNTED) sum[name] += counts[name];
  return sum;
}
