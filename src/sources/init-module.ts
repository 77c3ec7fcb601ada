// The module that gives a fresh deployment's items, as a script that an engine can read.
import { existsSync } from "node:fs";
import { extname, join } from "node:path";
import { GodwitError } from "../core/errors.ts";
import type { Script } from "../core/migration.ts";
import { loadModule } from "./module.ts";
import { readScript } from "./read-script.ts";

export interface InitModule {
  /** The project's folder, or that of an earlier release. */
  readonly root: string;
  /** Relative to `root`. */
  readonly file: string;
  /** Path of Godwit's own main module. */
  readonly entry: string;
}

const MODULES = [".ts", ".mts", ".js", ".mjs"];

/** Null where there is no such file: an earlier release may not have had one. Throws CONFIG_INVALID for another kind of file. */
export function initScript({ root, file, entry }: InitModule): Script | null {
  if (!MODULES.includes(extname(file))) {
    throw new GodwitError(
      "CONFIG_INVALID",
      `dynamodb.init is ${file}, which is no TypeScript or JavaScript`,
      {
        hint: 'write a module with `export default dynamo({ init(ctx) { … } })`, and name it in "dynamodb.init"',
      },
    );
  }
  if (!existsSync(join(root, file))) return null;
  const load = (bytes: Uint8Array, shown: string) => loadModule(bytes, { file: shown, root, entry });
  return readScript({ root, loadModule: load }, file, "module").script;
}
