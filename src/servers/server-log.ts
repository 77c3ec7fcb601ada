// The log file of a server: opened for a child to write into, read back to say why a start failed.
import { closeSync, existsSync, fchownSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { lastWords } from "./run-program.ts";

const LARGEST = 5_000_000;

export interface ServerLog {
  readonly file: string;
  /** For the `stdio` of a child; our copy is closed by `close`. */
  readonly fd: number;
  /** What was written since it was opened. */
  text(): string;
  /** The lines since it was opened that say what went wrong. */
  lastWords(): string;
  close(): void;
}

/** Appends. A log that has grown large is moved aside first, one generation. */
export function openLog(folder: string): ServerLog {
  const file = join(folder, "server.log");
  if (existsSync(file) && statSync(file).size > LARGEST) renameSync(file, `${file}.old`);
  const fd = openSync(file, "a", 0o600);
  if (process.getuid?.() === 0) giveToOwner(fd, folder);
  const start = statSync(file).size;
  const text = () => readFrom(file, start);
  return { file, fd, text, lastWords: () => lastWords(text()), close: () => closeSync(fd) };
}

/** Root may open the log first in a folder where the keeper then runs as its owner. */
function giveToOwner(fd: number, folder: string): void {
  const { uid, gid } = statSync(folder);
  fchownSync(fd, uid, gid);
}

function readFrom(file: string, start: number): string {
  const length = Math.min(statSync(file).size - start, 64_000);
  const buffer = Buffer.alloc(Math.max(0, length));
  const fd = openSync(file, "r");
  try {
    return buffer.toString("utf8", 0, readSync(fd, buffer, 0, buffer.length, start));
  } finally {
    closeSync(fd);
  }
}
