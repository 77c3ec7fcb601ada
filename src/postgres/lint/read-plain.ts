// Reads a file in which psql and the grammar cannot disagree: parsed in one go, which saves the lexer.
import { classify } from "../parse/classify.ts";
import { type Node, parseAll } from "../parse/grammar.ts";
import type { Nature } from "../parse/nature.ts";
import { Positions } from "../parse/positions.ts";
import { SourceText } from "../parse/source-text.ts";
import { SqlStatement } from "../parse/sql-statement.ts";

export interface ReadStatement {
  readonly sql: SqlStatement;
  readonly node: Node | null;
  /** Bytes that the positions in the tree count before the statement's own beginning. */
  readonly base: number;
}

/** Backslashes, psql's variables, placeholders, rows in the file, block comments: all that may be read in two ways. */
const DOUBTFUL = /\\|\$\{|(?<!:):['"]?[A-Za-z_]|\bstd(?:in|out)\b|\/\*|\0/i;
const BLANK = /(?:\s|--[^\r\n]*)*/y;

/** Null where there is doubt or an error: `readDocument` reads such a file, and says exactly what is wrong. */
export function readPlain(bytes: Uint8Array, file: string): ReadStatement[] | null {
  let source: SourceText;
  try {
    source = new SourceText(bytes, file, {});
  } catch {
    return null;
  }
  const { text } = source;
  if (DOUBTFUL.test(text)) return null;
  const parsed = parseAll(text);
  if (!parsed) return null;
  const positions = new Positions(text);
  const read: ReadStatement[] = [];
  for (const { nodeName, node, start: raw, length } of parsed) {
    BLANK.lastIndex = positions.fromByteOffset(raw);
    BLANK.test(text);
    const start = BLANK.lastIndex;
    const whole = text.slice(start, length === 0 ? undefined : positions.fromByteOffset(raw + length));
    const statement = whole.trimEnd();
    // A comment at its end would belong to it.
    if (length === 0 && statement.includes("--")) return null;
    const cut = { start, end: start + statement.length, edits: [] };
    const sql = new SqlStatement(source, cut, new Classified(statement, nodeName, node));
    read.push({ sql, node, base: positions.byteOffset(start) });
  }
  return read;
}

/** What a statement is made of; most of its nature nobody asks for. */
class Classified {
  readonly text: string;
  readonly #nodeName: string;
  readonly #node: Node;
  #nature: Nature | undefined;

  constructor(text: string, nodeName: string, node: Node) {
    this.text = text;
    this.#nodeName = nodeName;
    this.#node = node;
  }

  get nature(): Nature {
    this.#nature ??= classify(this.#nodeName, this.#node);
    return this.#nature;
  }
}
