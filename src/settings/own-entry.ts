// Where our own library is, so that a project's files may `import "godwit"` without having installed it.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GodwitError } from "../core/errors.ts";

/** The path of this package's main module: built when we run built, source when we run from source. */
export function ownEntry(): string {
  const self = fileURLToPath(import.meta.url);
  // The built command line has the library in itself; a second copy's errors and marks would not be recognised.
  if (self === join(dirname(self), "common.js")) return join(dirname(self), "library.js");
  for (let folder = dirname(self); folder !== dirname(folder); folder = dirname(folder)) {
    if (!existsSync(join(folder, "package.json"))) continue;
    return self.endsWith(".ts") ? join(folder, "src", "index.ts") : join(folder, "dist", "index.js");
  }
  throw new GodwitError("BUG", `the package of ${self} cannot be found`);
}

/** The text that `godwit bundle` builds on; only a built package has it. */
export function runtimePath(): string {
  return join(packageFolder(), "dist", "runtime.js");
}

function packageFolder(): string {
  const self = fileURLToPath(import.meta.url);
  for (let folder = dirname(self); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    // The built command line has a package.json of its own, which names nothing.
    if (existsSync(file) && readFileSync(file, "utf8").includes('"name"')) return folder;
  }
  throw new GodwitError("BUG", `the package of ${self} cannot be found`);
}
