// Bundles the project while the stack is synthesised: on this machine, without Docker, by the command of this very package.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface BundleAsset {
  /** The folder that has `index.mjs`; its bytes are the project's alone. */
  readonly folder: string;
  /** Of the meaning: comments do not change it. */
  readonly digest: string;
  readonly migrations: number;
}

export interface BundleWish {
  readonly project: string;
  readonly environment: string | undefined;
  readonly database: string | undefined;
}

/** Throws with what `godwit bundle` said. */
export function bundleAsset({ project, environment, database }: BundleWish): BundleAsset {
  const folder = mkdtempSync(join(tmpdir(), "godwit-cdk-"));
  const words = ["bundle", "--json", "--out", join(folder, "index.mjs")];
  if (environment !== undefined) words.push("--env", environment);
  if (database !== undefined) words.push("--database", database);
  try {
    const said = execFileSync(process.execPath, [commandLine(), ...words], {
      cwd: resolve(project),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { digest, migrations } = JSON.parse(said) as Pick<BundleAsset, "digest" | "migrations">;
    return { folder, digest, migrations };
  } catch (thrown) {
    const said = thrown instanceof Error && "stderr" in thrown ? String(thrown.stderr).trim() : "";
    throw new Error(`godwit bundle in ${project} failed:\n${said || String(thrown)}`, { cause: thrown });
  }
}

/** Beside the built construct; from the sources, in the build. */
function commandLine(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, "dist", "cli", "main.js");
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) throw new Error("the command line of godwit cannot be found");
  }
}
