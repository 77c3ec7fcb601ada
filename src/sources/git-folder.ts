// The migrations of a git ref, as files in a folder of their own.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { GodwitError } from "../core/errors.ts";

export interface GitFolder {
  /** As `root` of the project, with the same paths below it. */
  readonly root: string;
  remove(): void;
}

export interface GitPaths {
  /** There in the end, though they may be empty. */
  readonly folders: readonly string[];
  /** Only if the ref has them. */
  readonly files?: readonly string[];
}

/** Paths are relative to `root`, which is inside of the repository. Throws USAGE for what git does not know. */
export function gitFolder(root: string, ref: string, { folders, files = [] }: GitPaths): GitFolder {
  const git = (args: readonly string[]): Buffer => {
    try {
      return execFileSync("git", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 30 });
    } catch (cause) {
      const said = String((cause as { stderr?: unknown }).stderr ?? (cause as Error).message).trim();
      const why = said === "" ? "" : `: ${said.split("\n")[0]}`;
      throw new GodwitError("USAGE", `${ref} is neither a version, a folder nor a git ref${why}`, {
        cause,
        hint: "name two heads of `godwit heads`, a folder, or a branch of git",
      });
    }
  };
  // Nothing that begins with a dash may reach git as a flag.
  const commit = git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`])
    .toString()
    .trim();
  const place = mkdtempSync(join(tmpdir(), "godwit-ref-"));
  try {
    const listed = git(["ls-tree", "-r", "-z", "--name-only", commit, "--", ...folders, ...files]).toString();
    for (const file of listed.split("\0").filter((name) => name !== "")) {
      const path = join(place, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, git(["cat-file", "blob", `${commit}:./${file}`]));
    }
    for (const folder of folders) mkdirSync(join(place, folder), { recursive: true });
  } catch (error) {
    rmSync(place, { recursive: true, force: true });
    throw error;
  }
  return { root: place, remove: () => rmSync(place, { recursive: true, force: true }) };
}
