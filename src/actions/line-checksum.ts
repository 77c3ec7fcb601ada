// Checksums as other tools keep them, of a file as it is now.
import { createHash } from "node:crypto";
import type { Checksum } from "../core/adoption.ts";

/** Whether the bytes are those that the checksum was taken of. */
export function fits({ kind, value }: Checksum, bytes: Uint8Array): boolean {
  if (kind === "lines-crc32") return String(lineChecksum(bytes)) === value;
  return createHash(kind).update(bytes).digest("hex") === value.toLowerCase();
}

/** Flyway's: CRC-32 of all lines without their ends and without a byte order mark, as a signed number. */
export function lineChecksum(bytes: Uint8Array): number {
  const text = new TextDecoder().decode(bytes);
  let crc = -1;
  for (const byte of new TextEncoder().encode(text.replace(/\r\n|\r|\n/g, ""))) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}
