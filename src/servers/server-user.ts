// Whom the server runs as: PostgreSQL refuses to run as root, so root lends it to the user `nobody`.
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Null when the server runs as ourselves. */
export function serverUser(): ServerUser | null {
  return process.getuid?.() === 0 ? nobody() : null;
}

/** Whether this user can read a file or enter a folder: its own rights and those of every folder above it. */
export function canReach(path: string, user: ServerUser | null): boolean {
  if (user === null) return true;
  for (let at = path; ; at = dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return false;
    const needed = stat.isDirectory() ? 0o1 : 0o4;
    if ((rightsOf(stat, user) & needed) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function rightsOf(stat: { mode: number; uid: number; gid: number }, user: ServerUser): number {
  if (stat.uid === user.uid) return stat.mode >> 6;
  if (stat.gid === user.gid) return stat.mode >> 3;
  return stat.mode;
}

function nobody(): ServerUser {
  try {
    const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"));
    if (line !== null) return { uid: Number(line[1]), gid: Number(line[2]) };
  } catch {
    // An image without /etc/passwd: the number means nobody everywhere.
  }
  return { uid: 65_534, gid: 65_534 };
}
