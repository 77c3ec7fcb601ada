// Reads what a running PostgreSQL says of itself in its data folder.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

export function postmasterFile(data: string): string {
  return join(data, "postmaster.pid");
}

/** Null when the file is not there or not yet written to its end. The lines are documented in `miscadmin.h`. */
export function readPostmaster(data: string): Postmaster | null {
  let lines: readonly string[];
  try {
    lines = readFileSync(postmasterFile(data), "utf8").split("\n");
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === "ready" };
}
