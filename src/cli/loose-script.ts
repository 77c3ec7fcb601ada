// A script that was named by its path, or typed: what its name and its header say of it.
import { basename } from "node:path";
import type { LooseScript } from "../actions/lint.ts";
import type { Script } from "../core/migration.ts";
import { parseFileName } from "../sources/file-name.ts";
import { headerOf } from "../sources/loose-scripts.ts";

export function looseOf(script: Script): LooseScript {
  const { role } = parseFileName(basename(script.file));
  return { script, header: headerOf(script), reverts: role === "down" };
}
