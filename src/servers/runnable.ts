// Makes sure that the server's user can run the binaries, by a copy in the cache where the package itself will not do.
import { chmodSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Binaries, program } from "./binaries.ts";
import { cacheFolder } from "./cache-folder.ts";
import { copyTree } from "./copy-tree.ts";
import { publishFolder } from "./publish-folder.ts";
import { canReach, type ServerUser } from "./server-user.ts";

/** The same binaries, or their copy. The package's own folder is never changed: it may be shared or read-only. */
export async function runnable(binaries: Binaries, user: ServerUser | null): Promise<Binaries> {
  const links = missingLinks(binaries.root);
  if (links.length === 0 && isRunnable(binaries, user)) return binaries;
  const root = join(cacheFolder(user), `postgres-${binaries.release}-${binaries.platform}`);
  await publishFolder(root, (draft) => {
    const programs = new Set(["initdb", "pg_ctl", "postgres"]);
    copyTree(binaries.root, draft, {
      folder: 0o755,
      owner: null,
      file: (name) => (programs.has(name) || /\.so(\.|$)|\.dylib$/.test(name) ? 0o755 : 0o644),
    });
    for (const { source, target } of links) {
      symlinkSync(relative(dirname(target), source), join(draft, target));
    }
    chmodSync(draft, 0o755);
  });
  return { ...binaries, root };
}

interface Link {
  /** What it points to, and where it is; both relative to the folder of the binaries. */
  readonly source: string;
  readonly target: string;
}

/** npm packages cannot hold links: the package's install script makes them, which npm may be told not to run. */
function missingLinks(root: string): readonly Link[] {
  const list = join(root, "pg-symlinks.json");
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, "utf8")) as readonly Link[];
  return links
    .map(({ source, target }) => ({ source: inside(source), target: inside(target) }))
    .filter(({ target }) => !existsSync(join(root, target)));
}

function inside(path: string): string {
  return path.replace(/^native\//, "");
}

function isRunnable(binaries: Binaries, user: ServerUser | null): boolean {
  const { root } = binaries;
  const share = [join(root, "share", "postgresql"), join(root, "share")].find((folder) =>
    existsSync(join(folder, "postgres.bki")),
  );
  const needed = [program(binaries, "postgres"), join(root, "lib"), join(share ?? root, "postgres.bki")];
  return needed.every((path) => canReach(path, user));
}
