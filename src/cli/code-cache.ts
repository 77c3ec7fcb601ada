// Keeps V8's compiled code of the command line in the user's own cache folder; without one, nothing is kept.
import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { isAbsolute, join } from "node:path";

export interface CodeCacheOptions {
  /** Changes with the code. */
  readonly build: string;
  /** The command: each needs other functions, and loading those of all would cost every one of them. */
  readonly word: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

export interface CodeCache {
  /** What was kept for this very code and Node, if anything. */
  read(): Buffer | undefined;
  /** Keeps it. What goes wrong is no matter: the next run compiles again. */
  write(code: () => Buffer): void;
}

/** Other builds and Node versions may still be in use; what is older is not. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Undefined where there is nowhere to keep it, or where NODE_DISABLE_COMPILE_CACHE says not to. */
export function codeCache({ build, word, variables }: CodeCacheOptions): CodeCache | undefined {
  const folder = folderOf(variables);
  if (folder === undefined || variables.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const name = `${build}-${process.version}-${process.arch}-${/^[a-z]{1,20}$/.test(word) ? word : "other"}`;
  const file = join(folder, name);
  return {
    read() {
      try {
        return isOurs(folder) ? whole(readFileSync(file)) : undefined;
      } catch {
        return undefined;
      }
    },
    write(code) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!isOurs(folder)) return;
        store(file, code());
        removeOld(folder);
      } catch {
        // A full disk or a read-only home: as if there were no cache.
      }
    },
  };
}

function folderOf({
  XDG_CACHE_HOME: xdg,
  HOME: home,
  LOCALAPPDATA: local,
}: CodeCacheOptions["variables"]): string | undefined {
  const own = process.platform === "darwin" ? ["Library", "Caches"] : [".cache"];
  const base =
    xdg && isAbsolute(xdg) ? xdg : process.platform === "win32" ? local : home && join(home, ...own);
  return base && isAbsolute(base) ? join(base, "godwit", "code") : undefined;
}

/** Whoever may write there could have us run anything: `sudo` keeps HOME, and a home may be open to a group. */
function isOurs(folder: string): boolean {
  const stat = lstatSync(folder);
  const uid = process.getuid?.();
  return stat.isDirectory() && (uid === undefined || (stat.uid === uid && (stat.mode & 0o022) === 0));
}

const SUM_BYTES = 20;

/** V8 takes the bytes as they are, and one of them wrong ends the process: none may reach it. */
function whole(bytes: Buffer): Buffer | undefined {
  const length = bytes.length - SUM_BYTES;
  if (length <= 0) return undefined;
  const code = bytes.subarray(0, length);
  return sumOf(code).equals(bytes.subarray(length)) ? code : undefined;
}

/** Against damage, not against anybody; a command that talks to a database has loaded this module anyway. */
function sumOf(code: Buffer): Buffer {
  return createHash("sha1").update(code).digest();
}

function store(file: string, code: Buffer): void {
  const draft = `${file}.${process.pid}`;
  const opened = openSync(draft, "wx", 0o600);
  try {
    writeFileSync(opened, Buffer.concat([code, sumOf(code)]));
    // Renamed only when all of it is on the disk.
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  renameSync(draft, file);
}

function removeOld(folder: string): void {
  const now = Date.now();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (now - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}
