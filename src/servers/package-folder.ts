// Finds the folder of an installed npm package, from the project first and from Godwit's own place second.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GodwitError } from "../core/errors.ts";

export interface InstalledPackage {
  readonly folder: string;
  readonly version: string;
}

/** Null when it is not installed. `from` is a folder from which Node's own lookup starts. */
export function packageFolder(name: string, from: string): InstalledPackage | null {
  for (const start of [from, dirname(fileURLToPath(import.meta.url))]) {
    const found = resolveFrom(name, start);
    if (found !== null) return found;
  }
  return null;
}

/** Godwit's own root folder, both from the sources and from the built chunks. */
export function ownRoot(): string {
  const root = above(fileURLToPath(import.meta.url), "godwit");
  if (root === null) throw new GodwitError("BUG", "cannot find the folder that Godwit is installed in");
  return root.folder;
}

function resolveFrom(name: string, start: string): InstalledPackage | null {
  const require = createRequire(join(start, "resolve.js"));
  // Packages that list `exports` hide their package.json; packages that hold a binary only have no main file.
  for (const wanted of [`${name}/package.json`, name]) {
    try {
      return above(require.resolve(wanted), null);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return null;
}

function isNotFound(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
}

/** The nearest folder upwards whose package.json has a version (and, when asked for, this name). */
function above(file: string, name: string | null): InstalledPackage | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) {
      const read = JSON.parse(readFileSync(manifest, "utf8")) as { name?: unknown; version?: unknown };
      if (typeof read.version === "string" && (name === null || read.name === name)) {
        return { folder, version: read.version };
      }
    }
    if (folder === dirname(folder)) return null;
  }
}
