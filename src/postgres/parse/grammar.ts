// PostgreSQL 18's own grammar (libpg-query, WASM), loaded only when something must be parsed.
import type { Node } from "libpg-query";
import { Positions } from "./positions.ts";

export type { Node } from "libpg-query";

/** A statement's tree: `node` is `{ [nodeName]: … }`. */
export interface Parsed {
  readonly nodeName: string;
  readonly node: Node;
  /** Where the statement ends and a further one begins (UTF-16), when the text holds more than one. */
  readonly more: { readonly end: number; readonly next: number } | null;
}

/** What the grammar makes of a text. */
export type ParseResult =
  | Parsed
  | { readonly error: { readonly message: string /** UTF-16. */; readonly offset: number } }
  /** Not parsed: the tree would take too much memory, or nests too deeply. */
  | { readonly tooLarge: true }
  /** Blanks and comments only. */
  | { readonly nothing: true };

/** A tree takes up to a hundred times the memory of its text. In UTF-16 units. */
export const LARGEST_PARSED = 1_000_000;

type Parser = typeof import("libpg-query");
let parser: Parser | undefined;

/** Loads the grammar; takes some 40 ms the first time, nothing after. */
export async function loadGrammar(): Promise<void> {
  if (parser) return;
  const loaded = await import("libpg-query");
  await loaded.loadModule();
  parser = loaded;
}

/** Parses one statement. `loadGrammar` must have been awaited before. */
export function parseStatement(text: string): ParseResult {
  if (!parser) throw new Error("loadGrammar() was not awaited before parseStatement()");
  if (text.length > LARGEST_PARSED) return { tooLarge: true };
  // The parser throws on an empty text and would silently stop at a NUL.
  if (text.trim() === "") return { nothing: true };
  const nul = text.indexOf("\0");
  if (nul >= 0) return { error: { message: "a NUL byte", offset: nul } };
  try {
    return firstOf(parser.parseSync(text), text);
  } catch (thrown) {
    if (parser.hasSqlDetails(thrown)) return failure(thrown, text);
    // The tree comes as JSON: a nesting of tens of thousands overflows the stack of its reader.
    if (thrown instanceof RangeError) return { tooLarge: true };
    throw thrown;
  }
}

/** One of the statements of a text, in bytes from the text's beginning; `length` 0 is up to its end. */
export interface RawStatement {
  readonly nodeName: string;
  readonly node: Node;
  readonly start: number;
  readonly length: number;
}

/** All statements of a text in one go, whose trees count positions from the text's beginning; null on any error. */
export function parseAll(text: string): readonly RawStatement[] | null {
  if (!parser || text.length > LARGEST_PARSED || text.trim() === "") return null;
  try {
    return (parser.parseSync(text).stmts ?? []).flatMap(({ stmt, stmt_location = 0, stmt_len = 0 }) =>
      stmt
        ? [{ nodeName: Object.keys(stmt)[0] ?? "", node: stmt, start: stmt_location, length: stmt_len }]
        : [],
    );
  } catch (thrown) {
    if (parser.hasSqlDetails(thrown) || thrown instanceof RangeError) return null;
    throw thrown;
  }
}

function firstOf({ stmts }: ReturnType<Parser["parseSync"]>, text: string): ParseResult {
  const [first, second] = stmts ?? [];
  if (!first?.stmt) return { nothing: true };
  const nodeName = Object.keys(first.stmt)[0] ?? "";
  if (second?.stmt_location === undefined) return { nodeName, node: first.stmt, more: null };
  // The parser counts bytes here.
  const positions = new Positions(text);
  const end = positions.fromByteOffset((first.stmt_location ?? 0) + (first.stmt_len ?? 0));
  return { nodeName, node: first.stmt, more: { end, next: positions.fromByteOffset(second.stmt_location) } };
}

function failure(
  { message, sqlDetails }: InstanceType<Parser["SqlError"]>,
  text: string,
): Exclude<ParseResult, Parsed> {
  if (message.startsWith("memory exhausted") || message.startsWith("stack depth limit"))
    return { tooLarge: true };
  // The parser counts code points, from 0.
  return {
    error: { message, offset: new Positions(text).fromCodePointOffset(sqlDetails?.cursorPosition ?? 0) },
  };
}
