// Writes a file as a whole or not at all, and only when it changes: readers never see half of it, and tools that watch
// files see nothing where there is nothing.
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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

/** Throws WRITE_FAILED. */
export function writeWhole({ path, shown, text, folder }: WholeFile): Wrote {
  const before = textOf(path);
  if (before === text) return "unchanged";
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  try {
    if (folder) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text, { flag: "wx" });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw writeError(shown, cause);
  }
  return before === undefined ? "new" : "changed";
}

/** Undefined where there is no such file. */
export function textOf(path: string): string | undefined {
  try {
    // What git checked out with other ends of lines is the same file.
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
