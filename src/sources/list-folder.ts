// Lists the files of a migrations folder and of `repeatable/` in it, in the order of their names.
import { type Dirent, readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { shownPath } from "./shown-path.ts";
import { unreadable } from "./unreadable.ts";

export interface Listing {
  /** As people see it. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly repeatable: readonly string[];
}

/** Throws NO_MIGRATIONS_FOLDER and FOLDER_UNREADABLE. */
export function listFolder(root: string, folder: string): Listing {
  const absolute = resolve(root, folder);
  const shown = shownPath(root, absolute) || ".";
  const { files, folders } = list(absolute, shown);
  const repeatable = folders.includes("repeatable")
    ? list(resolve(absolute, "repeatable"), `${shown}/repeatable`).files
    : [];
  return { folder: shown, files, folders, repeatable };
}

function list(absolute: string, shown: string): Pick<Listing, "files" | "folders"> {
  let entries: Dirent[];
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch (cause) {
    const absent = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw unreadable(absent ? "NO_MIGRATIONS_FOLDER" : "FOLDER_UNREADABLE", shown, cause);
  }
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    (isFolder(entry, absolute) ? folders : files).push(entry.name);
  }
  return { files: files.sort(), folders: folders.sort() };
}

/** A link that leads nowhere counts as a file: reading it tells why. */
function isFolder(entry: Dirent, parent: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return statSync(resolve(parent, entry.name)).isDirectory();
  } catch {
    return false;
  }
}
