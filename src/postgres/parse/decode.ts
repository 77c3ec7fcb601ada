// The bytes of a SQL file as text: UTF-8 and nothing else, with the place of what is wrong.
import { GodwitError } from "../../core/errors.ts";
import { Positions } from "./positions.ts";

export interface Decoded {
  readonly text: string;
  /** Bytes before the text: 3 where the file begins with a UTF-8 byte order mark. */
  readonly skipped: number;
}

/** Throws FILE_ENCODING where the bytes are not UTF-8 or hold a NUL, which PostgreSQL cannot store. */
export function decodeSql(bytes: Uint8Array, file: string): Decoded {
  refuseWide(bytes, file);
  const skipped = startsWith(bytes, [0xef, 0xbb, 0xbf]) ? 3 : 0;
  const body = skipped === 0 ? bytes : bytes.subarray(skipped);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    const at = firstInvalid(body);
    const byte = (body[at] ?? 0).toString(16).padStart(2, "0");
    throw wrong(file, `byte 0x${byte}, which is not UTF-8,`, { body, at, cause });
  }
  const nul = text.indexOf("\0");
  if (nul >= 0) throw wrong(file, "a NUL byte, which SQL text cannot hold", { body, at: body.indexOf(0) });
  return { text, skipped };
}

interface Wrong {
  readonly body: Uint8Array;
  readonly at: number;
  readonly cause?: unknown;
}

function wrong(file: string, what: string, { body, at, cause }: Wrong): GodwitError {
  // Everything before the byte is valid, so line and column can be told.
  const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body.subarray(0, at));
  const { line, column } = new Positions(before).lineColumn(before.length);
  return new GodwitError("FILE_ENCODING", `${file} has ${what} at line ${line}, column ${column}`, {
    at: { file, line, column },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** UTF-16 and UTF-32 by byte order mark, or by the NULs that ASCII has in them. */
function refuseWide(bytes: Uint8Array, file: string): void {
  const name = wideName(bytes);
  if (!name) return;
  throw new GodwitError("FILE_ENCODING", `${file} is ${name}, not UTF-8`, {
    at: { file, line: 1, column: 1 },
  });
}

function wideName(bytes: Uint8Array): string | null {
  // UTF-32LE first: its mark begins with that of UTF-16LE.
  if (startsWith(bytes, [0xff, 0xfe, 0, 0]) || startsWith(bytes, [0, 0, 0xfe, 0xff])) return "UTF-32";
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return "UTF-16";
  const head = bytes.subarray(0, 64);
  const nuls = head.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  if (head.length < 4 || nuls * 3 < head.length) return null;
  return nuls * 3 > head.length * 2 ? "UTF-32" : "UTF-16";
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, i) => bytes[i] === byte);
}

/** Offset of the first byte that no valid UTF-8 can have there. */
function firstInvalid(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const length = sequenceLength(bytes, i);
    if (length === 0) return i;
    i += length;
  }
  return i;
}

/** Length of the sequence at `i`; 0 where it is broken, overlong, a surrogate or beyond U+10FFFF. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let k = 1; k < length; k++) {
    if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[i + 1] ?? 0;
  const broken =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second >= 0xa0) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second >= 0x90);
  return broken ? 0 : length;
}
