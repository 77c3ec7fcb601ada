// Makes a folder that the server's user can enter, whatever the umask; folders that were there stay as they are.
import { chmodSync, mkdirSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import { GodwitError } from "../core/errors.ts";

/** Root's server runs as somebody else and must pass through; everybody else keeps the folder to himself. */
export function makePassable(folder: string): string {
  const mode = process.getuid?.() === 0 ? 0o755 : 0o700;
  const first = mkdirSync(folder, { recursive: true, mode });
  if (first !== undefined) {
    for (let at = folder; at.length >= first.length; at = dirname(at)) chmodSync(at, mode);
  }
  return realpathSync(folder);
}

/** The same for the folder of a server in a project, with an error for people. */
export function makeServerFolder(folder: string): string {
  try {
    return makePassable(folder);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GodwitError("WRITE_FAILED", `cannot make the folder of the embedded server: ${why}`, { cause });
  }
}
