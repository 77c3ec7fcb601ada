// Whether a process number that was written down still means the same process.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Whether the process runs with this path among its arguments, as our servers do with that of their data. After a
 * crash, and after every start of a container, its number may belong to anybody.
 */
export function runsWith(pid: number, path: string): boolean {
  if (!hasProcess(pid)) return false;
  if (process.platform === "win32") return true;
  try {
    // Empty when the process is dead and nobody has fetched its status yet.
    if (process.platform === "linux") {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(path);
    }
    return execFileSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], { encoding: "utf8" }).includes(path);
  } catch {
    return false;
  }
}

/** Whether any process has this number. */
export function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
