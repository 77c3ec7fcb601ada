// Where Godwit keeps copies that every project of this person can use: prepared clusters, readable binaries.
import { lstatSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { GodwitError } from "../core/errors.ts";
import { makePassable } from "./make-folder.ts";
import { canReach, type ServerUser } from "./server-user.ts";

/** The first folder of the usual ones that can be written and that the server's user can enter. */
export function cacheFolder(user: ServerUser | null): string {
  const candidates = user === null ? ownCandidates() : [...ownCandidates(), "/var/cache/godwit"];
  return firstUsable(candidates, user);
}

/** Where root keeps data whose own folder the server's user cannot enter (a project under /root). */
export function stateFolder(user: ServerUser): string {
  return firstUsable(["/var/lib/godwit"], user);
}

function firstUsable(candidates: readonly string[], user: ServerUser | null): string {
  const problems: unknown[] = [];
  for (const folder of candidates) {
    try {
      makePassable(folder);
      if (canReach(folder, user)) return folder;
    } catch (error) {
      problems.push(error);
    }
  }
  return temporary(user, new AggregateError(problems));
}

function ownCandidates(): readonly string[] {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  const home = homedir();
  const base =
    xdg !== undefined && isAbsolute(xdg)
      ? xdg
      : process.platform === "win32"
        ? (local ?? join(home, "AppData", "Local"))
        : process.platform === "darwin"
          ? join(home, "Library", "Caches")
          : join(home, ".cache");
  return isAbsolute(base) ? [join(base, "godwit")] : [];
}

/** For users without a home folder. Others can make names here first, so whose it is must be checked. */
function temporary(user: ServerUser | null, cause: unknown): string {
  const uid = process.getuid?.();
  const folder = join(tmpdir(), `godwit-cache-${uid ?? "user"}`);
  try {
    makePassable(folder);
    const stat = lstatSync(folder);
    const ours = stat.isDirectory() && (uid === undefined || (stat.uid === uid && (stat.mode & 0o022) === 0));
    if (ours && canReach(folder, user)) return folder;
  } catch (error) {
    throw unusable(folder, error);
  }
  throw unusable(folder, cause);
}

function unusable(folder: string, cause: unknown): GodwitError {
  return new GodwitError(
    "WRITE_FAILED",
    `no folder for cached servers can be used, the last try was ${folder}`,
    {
      cause,
      hint: `set XDG_CACHE_HOME to a folder that you may write (${dirname(folder)} is not one)`,
    },
  );
}
