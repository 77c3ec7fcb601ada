// One look at a file's bytes: their hash, the header, and whether there is anything to run.
import { isUtf8 } from "node:buffer";
import { sha256 } from "../core/digest.ts";
import { GodwitError } from "../core/errors.ts";
import type { Header } from "../core/migration.ts";
import type { Language } from "./file-name.ts";
import { NO_HEADER, parseHeader } from "./header.ts";
import { type LeadingComments, leadingComments } from "./leading-comments.ts";

export interface Scan {
  readonly checksum: string;
  readonly header: Header;
  /**
   * What there is to run: `statements`; `comments` only; `header` only, as `new` writes it; or `nothing` at all.
   */
  readonly content: "statements" | "comments" | "header" | "nothing";
  /** It may read other files with `\i` or `\ir`; a false alarm only costs time. */
  readonly mayInclude: boolean;
  /** The tool whose marks divide the file, such as `goose`. */
  readonly markedFor?: string;
}

export interface ScanOptions {
  /** As people see it. */
  readonly file: string;
  readonly language: Language;
}

/** A header is rarely longer; where it is, the file is looked at once more, whole. */
const HEAD_BYTES = 4096;

const MARKS: readonly (readonly [tool: string, mark: RegExp])[] = [
  ["goose", /^\s*\+goose\s/i],
  ["dbmate", /^\s*migrate:(?:up|down)\b/i],
  ["sql-migrate", /^\s*\+migrate\s/i],
];

/** Throws FILE_ENCODING and HEADER_INVALID. */
export function scan(bytes: Uint8Array, { file, language }: ScanOptions): Scan {
  const checksum = sha256(bytes);
  if (!isUtf8(bytes) || bytes.includes(0)) throw badEncoding(bytes, file);
  const mayInclude =
    language === "sql" && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes("\\i");
  if (!mayStartWithComment(bytes[0])) return plain(checksum, mayInclude);
  let source = decode(bytes.subarray(0, HEAD_BYTES));
  let top = leadingComments(source, language);
  // The head may have been cut inside a comment or between two dashes.
  const uncertain = top.end >= source.length - 1 || source.startsWith("/*", top.end);
  if (uncertain && bytes.length > HEAD_BYTES) {
    source = decode(bytes);
    top = leadingComments(source, language);
  }
  return { checksum, mayInclude, ...about(file, source, top) };
}

/** The same for a file that was decoded whole, without a replacement character in it: the text is the bytes. */
export function scanText(text: string, { file, language }: ScanOptions): Scan {
  if (text.includes("\0")) throw badEncoding(Buffer.from(text), file);
  const checksum = sha256(text);
  const mayInclude = language === "sql" && text.includes("\\i");
  if (!mayStartWithComment(text.charCodeAt(0))) return plain(checksum, mayInclude);
  return { checksum, mayInclude, ...about(file, text, leadingComments(text, language)) };
}

function plain(checksum: string, mayInclude: boolean): Scan {
  return { checksum, header: NO_HEADER, content: "statements", mayInclude };
}

function about(
  file: string,
  source: string,
  top: LeadingComments,
): Pick<Scan, "header" | "content" | "markedFor"> {
  const header = parseHeader(top.comments, { file, source });
  const tool = MARKS.find(([, mark]) => top.comments.some(({ text }) => mark.test(text)))?.[0];
  return {
    header,
    content: top.end < source.length ? "statements" : emptiness(source, header),
    ...(tool === undefined ? {} : { markedFor: tool }),
  };
}

function emptiness(source: string, header: Header): Scan["content"] {
  if (/^[\uFEFF\s]*$/.test(source)) return "nothing";
  return header === NO_HEADER ? "comments" : "header";
}

/** Most files start with a statement. `first` is a byte or a character; the mark of UTF-8 is either. */
function mayStartWithComment(first: number | undefined): boolean {
  if (first === undefined || Number.isNaN(first) || first <= 32 || first === 0xef || first === 0xfeff)
    return true;
  return first === 0x2d || first === 0x2f || first === 0x23;
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

function badEncoding(bytes: Uint8Array, file: string): GodwitError {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return new GodwitError("FILE_ENCODING", `${file} is UTF-16, not UTF-8`, { at: { file } });
  }
  const { line, nul } = firstBadLine(bytes);
  const what = nul ? "has a NUL byte in it" : "is not UTF-8";
  return new GodwitError("FILE_ENCODING", `${file} ${what} (line ${line})`, { at: { file, line } });
}

function firstBadLine(bytes: Uint8Array): { readonly line: number; readonly nul: boolean } {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    const piece = bytes.subarray(start, end);
    if (piece.includes(0)) return { line, nul: true };
    if (!isUtf8(piece)) break;
    start = end;
  }
  return { line, nul: false };
}
