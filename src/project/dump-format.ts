// Which of pg_dump's formats a file has, by its first bytes.
import { existsSync } from "node:fs";
import { join } from "node:path";

export type DumpFormat = "custom" | "directory" | "tar" | "compressed";

/** Null for what may be a plain one; `bytes` are null for a folder. */
export function dumpFormat(path: string, bytes: Uint8Array | null): DumpFormat | null {
  if (bytes === null) return existsSync(join(path, "toc.dat")) ? "directory" : null;
  const starts = (...wanted: readonly number[]) => wanted.every((byte, index) => bytes[index] === byte);
  if (Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "PGDMP") return "custom";
  // The first member of the archive is its table of contents.
  if (Buffer.from(bytes.subarray(0, 8)).toString("latin1") === "toc.dat\0") return "tar";
  // gzip, zstd, lz4, bzip2, xz
  if (starts(0x1f, 0x8b) || starts(0x28, 0xb5, 0x2f, 0xfd) || starts(0x04, 0x22, 0x4d, 0x18))
    return "compressed";
  return starts(0x42, 0x5a, 0x68) || starts(0xfd, 0x37, 0x7a, 0x58) ? "compressed" : null;
}
