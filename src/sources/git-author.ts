// Who writes a new migration, as git knows them.
import { execFileSync } from "node:child_process";

/** `user.name` as git resolves it in the folder; undefined without git or without a name. */
export function gitAuthor(folder: string): string | undefined {
  try {
    const name = execFileSync("git", ["config", "user.name"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 2_000,
    });
    // It becomes one line of a comment.
    return name.replace(/\s+/g, " ").trim() || undefined;
  } catch {
    return undefined;
  }
}
