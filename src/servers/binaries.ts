// Finds the PostgreSQL server binaries of a major among the installed npm packages.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { GodwitError } from "../core/errors.ts";
import { packageFolder } from "./package-folder.ts";
import { DEFAULT_MAJOR, installLine, packageNames, platformName, RELEASES, thisMachine } from "./platform.ts";

export interface Binaries {
  readonly major: number;
  /** As PostgreSQL says it: `18.4`. */
  readonly version: string;
  /** The npm version, which also names the cached copies: `18.4.0-beta.17`. */
  readonly release: string;
  readonly platform: string;
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly root: string;
}

export interface Wanted {
  /** Without it, the major that is installed under the plain package name. */
  readonly major?: number | undefined;
  /** Folder where the lookup starts: the project's, usually. */
  readonly from: string;
}

/** Throws NO_EMBEDDED with the npm line for this platform and major. */
export function findBinaries({ major, from }: Wanted): Binaries {
  const platform = platformName(thisMachine());
  const found = lookUp(platform, major, from);
  if (found !== null) return found;
  throw notInstalled(platform, major ?? DEFAULT_MAJOR);
}

/** The path of one of the three programs that the packages hold. */
export function program({ root }: Binaries, name: "initdb" | "pg_ctl" | "postgres"): string {
  return join(root, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

function lookUp(platform: string, major: number | undefined, from: string): Binaries | null {
  for (const name of packageNames(platform, major)) {
    const installed = packageFolder(name, from);
    if (installed === null) continue;
    const [first, second] = installed.version.split(".");
    const root = join(installed.folder, "native");
    if ((major === undefined || Number(first) === major) && existsSync(root)) {
      const release = installed.version;
      return { major: Number(first), version: `${first}.${second}`, release, platform, root };
    }
  }
  return null;
}

function notInstalled(platform: string, major: number): GodwitError {
  const line = installLine(platform, major);
  if (line === null) {
    const majors = Object.keys(RELEASES);
    return new GodwitError("NO_EMBEDDED", `there are no embedded binaries of PostgreSQL ${major}`, {
      hint: `choose one of ${majors.join(", ")}, or set DATABASE_URL to a server of yours`,
    });
  }
  return new GodwitError("NO_EMBEDDED", `the binaries of PostgreSQL ${major} are not installed`, {
    hint: `run \`${line}\`, or set DATABASE_URL to a server of yours`,
  });
}
