// What a write of an item costs in the indexes of its table: nothing, one write, or two where its place in the index changes.
import { type AttributeMap, sameAttribute, sameMap } from "../attribute.ts";
import type { TableDescription } from "../call.ts";
import type { IndexDescription } from "../table/table-call.ts";
import type { Target } from "../target.ts";
import { writeUnits } from "./item-size.ts";

export interface IndexShape {
  readonly name: string;
  /** Attributes that an item must have to be in the index. */
  readonly keys: readonly string[];
  /** Attributes that the index holds; null for all of them. */
  readonly holds: readonly string[] | null;
}

export function indexesOf(table: TableDescription, target: Pick<Target, "keys">): readonly IndexShape[] {
  const all = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  return all.map((index) => shapeOf(index, target));
}

function shapeOf(
  { IndexName, KeySchema, Projection }: IndexDescription,
  target: Pick<Target, "keys">,
): IndexShape {
  const keys = KeySchema.map(({ AttributeName }) => AttributeName);
  const always = [...keys, ...target.keys.filter((key) => key !== undefined)];
  const holds =
    Projection?.ProjectionType === "ALL" ? null : [...always, ...(Projection?.NonKeyAttributes ?? [])];
  return { name: IndexName, keys, holds };
}

/** An index cannot change an entry's key: the old entry is deleted, and a new one is put. */
export function indexUnits(
  index: IndexShape,
  before: AttributeMap | undefined,
  after: AttributeMap | undefined,
): number {
  const from = entryOf(index, before);
  const to = entryOf(index, after);
  if (from && to) {
    if (sameMap(from, to)) return 0;
    const stays = index.keys.every((key) => sameAttribute(from[key], to[key]));
    return stays ? writeUnits(from, to) : writeUnits(from, undefined) + writeUnits(undefined, to);
  }
  return from || to ? writeUnits(from, to) : 0;
}

/** What the index has of an item; undefined where the item is not in it. */
function entryOf({ keys, holds }: IndexShape, item: AttributeMap | undefined): AttributeMap | undefined {
  if (!item || !keys.every((key) => item[key])) return undefined;
  if (!holds) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => holds.includes(name)));
}
