// Makes a folder beside its final name and renames it, so that nobody ever sees half of it.
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Two processes may make the same folder at once: the second one's work is thrown away. That costs a second once,
 * where a lock file would have to be judged stale after every crash.
 */
export async function publishFolder(
  folder: string,
  make: (draft: string) => Promise<void> | void,
): Promise<void> {
  if (existsSync(folder)) return;
  const workshop = mkdtempSync(join(dirname(folder), ".making-"));
  try {
    // The server's user may have to pass through; what is inside has rights of its own.
    chmodSync(workshop, 0o711);
    const draft = join(workshop, basename(folder));
    await make(draft);
    moveIfFree(draft, folder);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function moveIfFree(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    // The other one was faster: a folder that is not empty is never replaced by a rename.
    if (!existsSync(folder)) throw error;
  }
}
