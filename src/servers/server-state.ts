// What an embedded server remembers between starts, in `server.json` of its folder.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface ServerState {
  readonly port: number;
  /** Of a server that writes down its number nowhere itself. */
  readonly pid?: number;
  readonly version: string;
  readonly durability: Durability;
}

/** `none`: a crash of the operating system may lose everything; for throw-away servers only. */
export type Durability = "full" | "none";

/** Null when there is none, or none that can be read: all of it can be found out again. */
export function readState(folder: string): ServerState | null {
  const file = stateFile(folder);
  if (!existsSync(file)) return null;
  try {
    const read = JSON.parse(readFileSync(file, "utf8")) as Partial<ServerState>;
    const { port, pid, version } = read;
    if (!Number.isInteger(port) || typeof version !== "string") return null;
    const durability = read.durability === "none" ? "none" : "full";
    const known = { port: Number(port), version, durability } as const;
    return Number.isInteger(pid) ? { ...known, pid: Number(pid) } : known;
  } catch {
    return null;
  }
}

export function writeState(folder: string, state: ServerState): void {
  const file = stateFile(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

function stateFile(folder: string): string {
  return join(folder, "server.json");
}
