// The commit that is checked out, read from git's own files: no process is started for it.
import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Null outside of a repository, and where the state cannot be read. */
export function gitSha(folder: string): string | null {
  try {
    const repository = repositoryOf(folder);
    if (repository === null) return null;
    const head = readFileSync(join(repository, "HEAD"), "utf8").trim();
    if (!head.startsWith("ref: ")) return head;
    const ref = head.slice("ref: ".length);
    const shared = commonOf(repository);
    return loose(join(repository, ref)) ?? loose(join(shared, ref)) ?? packed(shared, ref);
  } catch {
    return null;
  }
}

function repositoryOf(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = join(at, ".git");
    const stat = statSync(found, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return found;
    // In a work tree `.git` is a file that says where the repository is.
    if (stat?.isFile())
      return resolve(
        at,
        readFileSync(found, "utf8")
          .replace(/^gitdir:\s*/, "")
          .trim(),
      );
    if (at === dirname(at)) return null;
  }
}

function commonOf(repository: string): string {
  const common = loose(join(repository, "commondir"));
  return common === null ? repository : resolve(repository, common);
}

function loose(file: string): string | null {
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8").trim() : null;
}

function packed(repository: string, ref: string): string | null {
  const line = (loose(join(repository, "packed-refs")) ?? "")
    .split("\n")
    .find((entry) => entry.endsWith(` ${ref}`));
  return line?.split(" ", 1)[0] ?? null;
}
