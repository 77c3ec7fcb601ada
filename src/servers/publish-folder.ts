// Makes a folder beside its final name and renames it, so that nobody ever sees half of it.
import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const WORKSHOP = ".making-";
const ABANDONED_MS = 3_600_000;

/**
 * Two processes may make the same folder at once: the second one's work is thrown away. That costs a second once,
 * where a lock file would have to be judged stale after every crash.
 */
export async function publishFolder(
  folder: string,
  make: (draft: string) => Promise<void> | void,
): Promise<void> {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  sweep(parent);
  const workshop = mkdtempSync(join(parent, WORKSHOP));
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

/** What killed processes left half made. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(WORKSHOP))) {
    const stat = statSync(join(parent, name), { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > ABANDONED_MS) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
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
