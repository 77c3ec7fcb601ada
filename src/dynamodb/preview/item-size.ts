// How large DynamoDB counts an item, and what writing it costs.
import type { AttributeMap, AttributeValue } from "../attribute.ts";

/** Bytes: names in UTF-8 and values, as AWS's page on item sizes counts them. */
export function itemSize(item: AttributeMap): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value),
    0,
  );
}

function sizeOf(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberSize(value.N);
  if ("B" in value) return value.B.length;
  if ("BOOL" in value || "NULL" in value) return 1;
  if ("SS" in value) return value.SS.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  if ("NS" in value) return value.NS.reduce((sum, one) => sum + numberSize(one), 0);
  if ("BS" in value) return value.BS.reduce((sum, one) => sum + one.length, 0);
  // A map or list costs three bytes, and one for each entry.
  const inner = "L" in value ? value.L.reduce((sum, one) => sum + 1 + sizeOf(one), 0) : 0;
  const entries = "M" in value ? itemSize(value.M) + Object.keys(value.M).length : 0;
  return 3 + inner + entries;
}

/** A byte for two digits, and one more. */
function numberSize(text: string): number {
  return Math.ceil(text.replace(/[^0-9]/g, "").length / 2) + 1;
}

/** The larger of before and after, by the kilobyte. */
export function writeUnits(before: AttributeMap | undefined, after: AttributeMap | undefined): number {
  const size = Math.max(before ? itemSize(before) : 0, after ? itemSize(after) : 0);
  return Math.max(1, Math.ceil(size / 1024));
}
