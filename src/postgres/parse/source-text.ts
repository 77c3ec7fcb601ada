// One file of a document: its text with placeholders filled, which still knows where everything stands in the file.
import type { Location } from "../../core/errors.ts";
import { decodeSql } from "./decode.ts";
import type { EditedText } from "./edited-text.ts";
import { fillPlaceholders } from "./placeholders.ts";
import { type LineColumn, Positions } from "./positions.ts";

export class SourceText {
  readonly file: string;
  /** The text to read: decoded, placeholders filled. All offsets are in it unless said otherwise. */
  readonly text: string;
  readonly #filled: EditedText;
  readonly #positions: Positions;
  readonly #skipped: number;

  constructor(bytes: Uint8Array, file: string, placeholders: Readonly<Record<string, string>>) {
    const { text, skipped } = decodeSql(bytes, file);
    this.file = file;
    this.#filled = fillPlaceholders(text, placeholders);
    this.text = this.#filled.text;
    this.#positions = new Positions(text);
    this.#skipped = skipped;
  }

  /** Bytes from the beginning of the file, byte order mark included. */
  byteOffset(offset: number): number {
    return this.#skipped + this.#positions.byteOffset(this.#filled.original(offset));
  }

  lineColumn(offset: number): LineColumn {
    return this.#positions.lineColumn(this.#filled.original(offset));
  }

  /** The range stands in the file as it stands in the text: no placeholder was filled in there. */
  isOwn(start: number, end: number): boolean {
    return this.#filled.original(end) - this.#filled.original(start) === end - start;
  }

  locate(offset: number): Location {
    const original = this.#filled.original(offset);
    const { line, column } = this.#positions.lineColumn(original);
    return { file: this.file, line, column, excerpt: this.#positions.excerpt(original) };
  }
}
