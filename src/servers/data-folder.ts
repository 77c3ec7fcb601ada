// Where a server's data folder really is: in its own folder, or elsewhere when the server's user cannot enter that.

import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { stateFolder } from "./cache-folder.ts";
import { canReach, type ServerUser } from "./server-user.ts";

/** The path to give to the server, with all links followed; the folder need not exist yet. */
export function dataFolder(folder: string, user: ServerUser | null): string {
  const link = join(folder, "data");
  if (existsSync(link)) return realpathSync(link);
  return canReach(folder, user) || user === null
    ? join(realpathSync(folder), "data")
    : join(stateFolder(user), `db-${randomBytes(8).toString("hex")}`);
}

/** Remembers a data folder that had to go elsewhere by a link, so that people find it too. */
export function linkData(folder: string, data: string): void {
  const link = join(folder, "data");
  if (!existsSync(link)) {
    rmSync(link, { force: true });
    symlinkSync(data, link);
  }
}

/** A link is followed only to where we put such folders: the project's files may come from a stranger. */
export function removeData(folder: string, user: ServerUser | null): void {
  const link = join(folder, "data");
  const isLink = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (isLink && user !== null && existsSync(link)) {
    const data = realpathSync(link);
    if (dirname(data) === realpathSync(stateFolder(user))) rmSync(data, { recursive: true, force: true });
  }
  rmSync(link, { recursive: true, force: true });
}

/** The major that made the data; null when there is none. */
export function majorOf(data: string): number | null {
  const file = join(data, "PG_VERSION");
  return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) : null;
}
