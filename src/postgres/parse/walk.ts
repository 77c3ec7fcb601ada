// Walks a syntax tree: every node once, parents before children, siblings in any order.

/** A node's name and fields, such as `RangeVar` and `{ relname, … }`. */
export type Visit = (name: string, fields: Readonly<Record<string, unknown>>) => void;

/** Nodes are the objects under a capitalised key; what stands in plain fields is visited under the field's name. */
export function walk(tree: unknown, visit: Visit): void {
  // Not recursive: a chain of ten thousand operators nests as deep.
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) {
      for (const item of value) open.push(item);
    } else if (isRecord(value)) {
      for (const key in value) {
        const child = value[key];
        if (typeof child !== "object" || child === null) continue;
        if (!Array.isArray(child)) visit(key, child as Readonly<Record<string, unknown>>);
        open.push(child);
      }
    }
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The texts of a list of String nodes, such as a qualified name. */
export function names(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.map((item) => {
    const text = isRecord(item) && isRecord(item.String) ? item.String.sval : undefined;
    return typeof text === "string" ? text : "";
  });
}

/** The texts of all String nodes, such as the body of a DO. */
export function stringsIn(tree: unknown): string[] {
  const found: string[] = [];
  walk(tree, (name, { sval }) => {
    if (name === "String" && typeof sval === "string") found.push(sval);
  });
  return found;
}
