// Writes a file as a whole or not at all, and only when it changes: readers never see half of it, and tools that watch
// files see nothing where there is nothing.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { unreadable } from "./unreadable.ts";
import { writeError } from "./write-new.ts";

export type Wrote = "new" | "changed" | "unchanged";

export interface WholeFile {
  /** Absolute. */
  readonly path: string;
  /** As people see it. */
  readonly shown: string;
  readonly text: string;
  /** The folder is made where it is missing. */
  readonly folder?: true;
}

/** Throws WRITE_FAILED and FILE_UNREADABLE. */
export function writeWhole({ path, shown, text, folder }: WholeFile): Wrote {
  const before = textOf(path, shown);
  if (before === text) return "unchanged";
  replace({ path, shown, folder: folder === true }, text);
  return before === undefined ? "new" : "changed";
}

/** The same for a file that is no text; its folder is made where it is missing. */
export function writeBytes({
  path,
  shown,
  bytes,
}: Pick<WholeFile, "path" | "shown"> & { readonly bytes: Uint8Array }): Wrote {
  const before = existsSync(path) ? readFileSync(path) : undefined;
  if (before?.equals(bytes)) return "unchanged";
  replace({ path, shown, folder: true }, bytes);
  return before === undefined ? "new" : "changed";
}

interface Place extends Pick<WholeFile, "path" | "shown"> {
  readonly folder: boolean;
}

function replace({ path, shown, folder }: Place, content: string | Uint8Array): void {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  let begun = false;
  try {
    if (folder) mkdirSync(dirname(path), { recursive: true });
    begun = true;
    writeFileSync(draft, content, { flag: "wx" });
    renameSync(draft, path);
  } catch (cause) {
    // A disk that is full leaves a part of it.
    if (begun) rmSync(draft, { force: true });
    throw writeError(shown, cause);
  }
}

/** Undefined where there is no such file. Throws FILE_UNREADABLE. */
export function textOf(path: string, shown: string = basename(path)): string | undefined {
  try {
    // What git checked out with other ends of lines is the same file.
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw unreadable("FILE_UNREADABLE", shown, cause);
  }
}
