// Installs the packages of an ORM into `.cache`, once, with whatever registry npm is configured for.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publishFolder } from "../../src/servers/publish-folder.ts";
import { root } from "../support/root.ts";

/** The folder that holds `node_modules`; null where they cannot be had, and why is printed. */
export async function installPackages(name: string, packages: readonly string[]): Promise<string | null> {
  const version = createHash("sha256").update(packages.join()).digest("hex").slice(0, 8);
  const folder = join(root, ".cache", `orm-${name}-${version}`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  try {
    await publishFolder(folder, (draft) => {
      mkdirSync(draft);
      writeFileSync(join(draft, "package.json"), '{ "private": true }\n');
      // What packages would run while they are installed is not needed.
      const flags = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"];
      execFileSync("npm", ["install", ...flags, ...packages], {
        cwd: draft,
        stdio: ["ignore", "ignore", "inherit"],
        shell: process.platform === "win32",
        timeout: 300_000,
      });
    });
    return folder;
  } catch (error) {
    console.warn(
      `${name} cannot be installed, so its preset is not tested: ${String(error).split("\n", 1)[0]}`,
    );
    return null;
  }
}
