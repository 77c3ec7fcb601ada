// Whom a table lock keeps waiting: readers, writers, or nobody who only works with rows.

const BLOCKS_WRITES = new Set(["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE"]);

export function blocks(mode: string): "reads" | "writes" | null {
  if (mode === "ACCESS EXCLUSIVE") return "reads";
  return BLOCKS_WRITES.has(mode) ? "writes" : null;
}
