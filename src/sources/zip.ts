// Makes a zip archive of a few files: the same files give the same bytes, whenever and wherever.
import { crc32, deflateRawSync } from "node:zlib";

export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 1 January 1980, where the format's time begins. */
const DATE = 0x21;
/** `rw-r--r--` of a plain file, as Unix has it: Lambda reads the code as another user. */
const MODE = 0o100644 << 16;
const NEEDED = 20;
const MADE_ON_UNIX = (3 << 8) | NEEDED;
const UTF8_NAMES = 0x800;
const DEFLATED = 8;

export function zip(files: readonly ZippedFile[]): Uint8Array {
  const bodies: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const packed = deflateRawSync(bytes, { level: 9 });
    const label = Buffer.from(name, "utf8");
    const about = Buffer.alloc(26);
    about.writeUInt16LE(NEEDED, 0);
    about.writeUInt16LE(UTF8_NAMES, 2);
    about.writeUInt16LE(DEFLATED, 4);
    about.writeUInt16LE(DATE, 8);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(label.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(MODE >>> 0, 6);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2]), number16(MADE_ON_UNIX), about, place, label);
    const body = [Buffer.from([0x50, 0x4b, 3, 4]), about, label, packed];
    bodies.push(...body);
    offset += lengthOf(body);
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(lengthOf(directory), 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, ...directory, Buffer.from([0x50, 0x4b, 5, 6]), end]);
}

function number16(value: number): Uint8Array {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
