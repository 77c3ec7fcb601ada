// Walks a syntax tree: every node once, parents before children.

/** A node's name and fields, such as `RangeVar` and `{ relname, … }`. */
export type Visit = (name: string, fields: Readonly<Record<string, unknown>>) => void;

/** Nodes are the objects under a capitalised key; what stands in plain fields is visited under the field's name. */
export function walk(tree: unknown, visit: Visit): void {
  // Not recursive: a chain of ten thousand operators nests as deep.
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) open.push(value[i]);
    } else if (isRecord(value)) {
      const entries = Object.entries(value);
      for (const [key, child] of entries) if (isRecord(child)) visit(key, child);
      for (let i = entries.length - 1; i >= 0; i--) open.push(entries[i]?.[1]);
    }
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
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
