// One statement of a document, ready to send, which knows its nature and its place in the file.
import type { Location } from "../../core/errors.ts";
import { type EditedText, editText } from "./edited-text.ts";
import { type ParseResult, parseStatement } from "./grammar.ts";
import type { Nature } from "./nature.ts";
import { type LineColumn, Positions } from "./positions.ts";
import type { SourceText } from "./source-text.ts";
import type { StatementPiece } from "./statement-state.ts";

/** What a statement is cut from: offsets in the source's text. */
export type Cut = Pick<StatementPiece, "start" | "end" | "edits">;

export class SqlStatement {
  /** What the server gets: placeholders and psql variables filled, no terminator. */
  readonly text: string;
  readonly #source: SourceText;
  readonly #cut: Cut;
  readonly #of: { readonly nature: Nature };
  #rows: { readonly start: number; readonly end: number } | null = null;

  constructor(source: SourceText, cut: Cut, of: { readonly text: string; readonly nature: Nature }) {
    this.#source = source;
    // Not the whole piece: a file may hold hundreds of thousands of statements.
    this.#cut = { start: cut.start, end: cut.end, edits: cut.edits };
    this.text = of.text;
    this.#of = of;
  }

  get nature(): Nature {
    return this.#of.nature;
  }

  get file(): string {
    return this.#source.file;
  }

  /** Where the statement begins. */
  get at(): Location {
    return this.#source.locate(this.#cut.start);
  }

  /** Byte offset in the file. */
  get start(): number {
    return this.#source.byteOffset(this.#cut.start);
  }

  /** Byte offset in the file, after the last token. */
  get end(): number {
    return this.#source.byteOffset(this.#cut.end);
  }

  /** The rows that follow a `COPY … FROM stdin`; undefined for every other statement. */
  get copyData(): string | undefined {
    return this.#rows ? this.#source.text.slice(this.#rows.start, this.#rows.end) : undefined;
  }

  /** Where the COPY rows begin. */
  get copyDataAt(): Location | undefined {
    return this.#rows ? this.#source.locate(this.#rows.start) : undefined;
  }

  /** Where in the file a position of the server is: code points in `text`, from 1. */
  locate(position: number): Location {
    const offset = new Positions(this.text).fromCodePointOffset(position - 1);
    return this.#source.locate(edited(this.#source, this.#cut).original(offset));
  }

  /** Where in the file an offset in `text` (UTF-16) is. */
  place(offset: number): Place {
    return new Place(this.#source, edited(this.#source, this.#cut).original(offset));
  }

  /** Nothing was filled in: only then can the file be edited by what is found in the text. */
  get verbatim(): boolean {
    return this.#cut.edits.length === 0 && this.#source.isOwn(this.#cut.start, this.#cut.end);
  }

  /** The syntax tree, parsed anew: the trees of a large file would not fit into memory. */
  parse(): ParseResult {
    return parseStatement(this.text);
  }

  /** For the reader of the document, which meets the rows after the statement. */
  followedBy(rows: { readonly start: number; readonly end: number }): void {
    this.#rows = { start: rows.start, end: rows.end };
  }
}

/** A place in a file; what is not asked for is not computed. */
export class Place {
  readonly #source: SourceText;
  readonly #offset: number;

  constructor(source: SourceText, offset: number) {
    this.#source = source;
    this.#offset = offset;
  }

  /** Bytes from the beginning of the file. */
  get byte(): number {
    return this.#source.byteOffset(this.#offset);
  }

  get lineColumn(): LineColumn {
    return this.#source.lineColumn(this.#offset);
  }

  get excerpt(): string {
    return this.#source.locate(this.#offset).excerpt ?? "";
  }
}

export function edited(source: SourceText, { start, end, edits }: Cut): EditedText {
  return editText(source.text, edits, { start, end });
}
