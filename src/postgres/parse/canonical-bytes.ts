// Collects tokens in one spelling, as bytes to hash. A NUL, which SQL text cannot hold, ends each of them.
import { CHARACTER } from "./characters.ts";
import type { Lexer } from "./lexer.ts";

/** Case of letters: kept, or folded as PostgreSQL folds names in UTF-8, which is A to Z and nothing else. */
type Case = "kept" | "folded";

const LETTER_A = 65;
const LETTER_Z = 90;
const encoder = new TextEncoder();

export class CanonicalBytes {
  #bytes: Uint8Array;
  #length = 0;

  /** `expected` is about how many bytes there will be. */
  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected + 1024);
  }

  token({ kind, text, start, end }: Lexer): void {
    if (kind === "word" || kind === "number" || kind === "parameter")
      this.#write(text, { start, end }, "folded");
    else if (kind === "string") this.#literal(text, start, end);
    else this.#write(text, { start, end }, "kept");
    this.#end();
  }

  /** Something that is not a token of SQL: an empty token and a name tell it from all tokens. */
  mark(name: string, parts: readonly string[] = []): void {
    this.#end();
    for (const part of [name, ...parts]) {
      this.#write(part, { start: 0, end: part.length }, "kept");
      this.#end();
    }
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The case of a prefix (E, B, X, U&) does not count. */
  #literal(text: string, start: number, end: number): void {
    let quote = start;
    while (quote < end && text.charCodeAt(quote) !== CHARACTER.QUOTE) quote++;
    this.#write(text, { start, end: quote }, "folded");
    this.#write(text, { start: quote, end }, "kept");
  }

  /** Line breaks are written as LF. */
  #write(text: string, { start, end }: { start: number; end: number }, letters: Case): void {
    this.#reserve((end - start) * 3);
    const bytes = this.#bytes;
    let to = this.#length;
    for (let i = start; i < end; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        const next = asciiAgain(text, i, end);
        to += encoder.encodeInto(text.slice(i, next), bytes.subarray(to)).written;
        i = next - 1;
      } else if (letters === "folded" && unit >= LETTER_A && unit <= LETTER_Z) {
        bytes[to++] = unit + 32;
      } else if (unit !== CHARACTER.RETURN || text.charCodeAt(i + 1) !== CHARACTER.FEED) {
        bytes[to++] = unit;
      }
    }
    this.#length = to;
  }

  #end(): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = 0;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array((this.#length + more) * 2);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

function asciiAgain(text: string, from: number, end: number): number {
  let i = from;
  while (i < end && text.charCodeAt(i) > 127) i++;
  return i;
}
