// Takes files away and leaves a line for each, so that databases that had them are still understood.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Migration, Tombstone } from "../core/migration.ts";
import { RETIRED, retiredText, tombstoneLine } from "./baselines.ts";
import { gitSha } from "./git-sha.ts";
import { writeError } from "./write-new.ts";

interface Going {
  readonly files: readonly Migration[];
  readonly lines: readonly Tombstone[];
  /** Of the migrations. */
  readonly folder: string;
}

/** The lines first: a file without a line would be missing. Answers the files that are gone, and the list. */
export function retireFiles(
  root: string,
  { files, lines, folder }: Going,
): { gone: readonly string[]; list: string } {
  const list = folder === "" ? RETIRED : `${folder}/${RETIRED}`;
  const path = resolve(root, list);
  const commit = gitSha(root) ?? "-";
  const text = lines.map((one) => `${tombstoneLine(one)}\t${commit}\n`).join("");
  const gone = files.flatMap(({ up, down, verify }) => [
    ...new Set([up, down, verify].flatMap((one) => one?.file ?? [])),
  ]);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, retiredText(path) + text);
    for (const file of gone) rmSync(resolve(root, file));
  } catch (cause) {
    throw writeError(list, cause);
  }
  return { gone, list };
}
