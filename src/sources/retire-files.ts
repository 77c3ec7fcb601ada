// Takes files away and leaves a line for each, so that databases that had them are still understood.
import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Baseline, Migration } from "../core/migration.ts";
import { RETIRED, retiredText, tombstoneLine } from "./baselines.ts";
import { gitSha } from "./git-sha.ts";
import { writeError } from "./write-new.ts";

interface Going {
  readonly files: readonly Migration[];
  readonly baseline: Baseline;
}

/** The lines first: a file without a line would be missing. Answers the files that are gone, and the list. */
export function retireFiles(
  root: string,
  { files, baseline }: Going,
): { gone: readonly string[]; list: string } {
  const list = `${baseline.script.file.replace(/baseline\/[^/]*$/, "")}${RETIRED}`;
  const path = resolve(root, list);
  const commit = gitSha(root) ?? "-";
  const names = new Set(files.map(({ name }) => name));
  const lines = baseline.covers
    .filter(({ name }) => names.has(name))
    .map((one) => `${tombstoneLine(one)}\t${commit}\n`);
  const gone = files.flatMap(({ up, down, verify }) => [
    ...new Set([up, down, verify].flatMap((one) => one?.file ?? [])),
  ]);
  try {
    writeFileSync(path, retiredText(path) + lines.join(""));
    for (const file of gone) rmSync(resolve(root, file));
  } catch (cause) {
    throw writeError(list, cause);
  }
  return { gone, list };
}
