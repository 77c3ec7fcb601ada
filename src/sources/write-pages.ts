// Writes pages into a folder that may hold other things, too: what Godwit did not write is neither changed nor removed.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeError } from "./write-new.ts";
import { textOf, writeWhole } from "./write-whole.ts";

export interface Pages {
  /** Absolute, and as people see it. */
  readonly folder: string;
  readonly shown: string;
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** First lines of what Godwit writes. */
  readonly marks: readonly string[];
  /** A folder below in which a page of ours that is no longer wanted is removed. */
  readonly tidy?: string | undefined;
  /** Only say what is not as it would be. */
  readonly check: boolean;
}

/** Files relative to the project. With `check` they are those that would be written or removed. */
export interface PagesReport {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Somebody else's, in the place of a page. */
  readonly kept: readonly string[];
  readonly unchanged: number;
}

/** Throws WRITE_FAILED. */
export function writePages({ folder, shown, files, marks, tidy, check }: Pages): PagesReport {
  const [written, removed, kept]: [string[], string[], string[]] = [[], [], []];
  const isOurs = (text: string): boolean => text === "" || marks.some((mark) => text.startsWith(mark));
  let unchanged = 0;
  for (const { file, text } of files) {
    const [path, name] = [join(folder, file), `${shown}/${file}`];
    const before = textOf(path, name);
    if (before === text) unchanged++;
    else if (before !== undefined && !isOurs(before)) kept.push(name);
    else {
      if (!check) writeWhole({ path, shown: name, text, folder: true });
      written.push(name);
    }
  }
  if (tidy !== undefined) {
    const wanted = new Set(files.map(({ file }) => file));
    for (const file of pagesIn(folder, tidy)) {
      const before = textOf(join(folder, file), `${shown}/${file}`);
      if (wanted.has(file) || before === undefined || before === "" || !isOurs(before)) continue;
      if (!check) remove(join(folder, file), `${shown}/${file}`);
      removed.push(`${shown}/${file}`);
    }
  }
  return { written, removed, kept, unchanged };
}

function pagesIn(folder: string, below: string): readonly string[] {
  try {
    return readdirSync(join(folder, below))
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => `${below}/${name}`);
  } catch {
    // There is no such folder yet.
    return [];
  }
}

function remove(path: string, shown: string): void {
  try {
    rmSync(path);
  } catch (cause) {
    throw writeError(shown, cause);
  }
}
