// A package that is installed in somebody's project: its folder and what its package.json says.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export interface ProjectPackage {
  readonly folder: string;
  readonly version: string;
  readonly bin: string | Readonly<Record<string, string>>;
}

/** By Node's own places, but not by its own rules: packages that list `exports` may hide their package.json. */
export function projectPackage(name: string, root: string): ProjectPackage | undefined {
  const places = createRequire(join(root, "resolve.js")).resolve.paths(name) ?? [];
  const found = places.map((place) => join(place, name)).find((at) => existsSync(join(at, "package.json")));
  if (found === undefined) return undefined;
  const { version = "0", bin = {} } = JSON.parse(readFileSync(join(found, "package.json"), "utf8"));
  return { folder: found, version, bin };
}
