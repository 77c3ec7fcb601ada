// What differs between two forms of an item, as the smallest set of places to write.
import { type AttributeMap, type AttributeValue, sameAttribute } from "./attribute.ts";
import type { Path } from "./path.ts";

/** `to` is undefined where the attribute goes away, `from` where it is new. */
export interface AttributeChange {
  readonly path: Path;
  readonly from: AttributeValue | undefined;
  readonly to: AttributeValue | undefined;
}

/**
 * Compares maps entry by entry down to `depth` levels; lists and sets are compared and written as a whole,
 * because an index says nothing once somebody else inserts before it.
 */
export function changesBetween(before: AttributeMap, after: AttributeMap, depth: number): AttributeChange[] {
  return compare(before, after, { path: [], depth });
}

function compare(
  before: AttributeMap,
  after: AttributeMap,
  { path, depth }: { readonly path: Path; readonly depth: number },
): AttributeChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes: AttributeChange[] = [];
  for (const name of names) {
    const here = [...path, name];
    const from = entry(before, name);
    const to = entry(after, name);
    if (sameAttribute(from, to)) continue;
    if (depth > 1 && from && to && "M" in from && "M" in to) {
      changes.push(...compare(from.M, to.M, { path: here, depth: depth - 1 }));
    } else {
      changes.push({ path: here, from, to });
    }
  }
  return changes;
}

/** The value at a place, or undefined when the way there does not exist. */
export function attributeAt(map: AttributeMap, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: map };
  for (const name of path) {
    if (!value || !("M" in value)) return undefined;
    value = entry(value.M, name);
  }
  return value;
}

function entry(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
