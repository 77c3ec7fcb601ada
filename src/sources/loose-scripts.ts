// SQL files that belong to no folder of migrations, and a text that comes from a pipe, as scripts.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { sha256 } from "../core/digest.ts";
import { GodwitError } from "../core/errors.ts";
import type { Header, Script } from "../core/migration.ts";
import { scan } from "./scan.ts";
import { includeFrom } from "./script.ts";
import { shownPath } from "./shown-path.ts";
import { unreadable } from "./unreadable.ts";

export interface NamedFile {
  /** As people see it: relative to the project, with forward slashes. */
  readonly file: string;
  readonly absolute: string;
}

/** Files as they were named; of a folder its `.sql` files, in the order of their names. Throws FILE_UNREADABLE. */
export function namedFiles(
  paths: readonly string[],
  { cwd, root }: { readonly cwd: string; readonly root: string },
): NamedFile[] {
  return paths.flatMap((path) => {
    const absolute = resolve(cwd, path);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) {
      throw new GodwitError("FILE_UNREADABLE", `there is no file or folder ${path}`);
    }
    const files = stat.isDirectory()
      ? readdirSync(absolute)
          .filter((name) => name.toLowerCase().endsWith(".sql"))
          .sort()
          .map((name) => join(absolute, name))
      : [absolute];
    return files.map((each) => ({ file: shownPath(root, each), absolute: each }));
  });
}

export function looseScript({ file, absolute }: NamedFile, root: string): Script {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(absolute);
  } catch (cause) {
    throw unreadable("FILE_UNREADABLE", file, cause);
  }
  return {
    ...textScript(file, bytes),
    include: includeFrom(root, file),
  };
}

export function textScript(file: string, bytes: Uint8Array): Script {
  return { file, checksum: sha256(bytes), language: "sql", read: () => bytes };
}

/** The header of a loose script; one that is wrong is none: what reads the rest says what is wrong. */
export function headerOf(script: Script): Header | undefined {
  try {
    return scan(script.read(), { file: script.file, language: "sql" }).header;
  } catch (error) {
    if (error instanceof GodwitError) return undefined;
    throw error;
  }
}
