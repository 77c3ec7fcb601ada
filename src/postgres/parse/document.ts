// Reads a migration's SQL: every statement with its place and nature, checked before anything runs.
import { GodwitError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Included } from "../../core/migration.ts";
import { classify } from "./classify.ts";
import { classifyByWords } from "./classify-by-words.ts";
import { loadGrammar, type Node, parseStatement } from "./grammar.ts";
import type { Unterminated } from "./lexer.ts";
import { metaRule } from "./meta-rules.ts";
import type { Nature } from "./nature.ts";
import { PsqlVariables } from "./psql-variables.ts";
import { SourceText } from "./source-text.ts";
import { type CopyPiece, type MetaPiece, split } from "./split.ts";
import { type Cut, edited, SqlStatement } from "./sql-statement.ts";
import type { StatementPiece } from "./statement-state.ts";

export interface DocumentSource {
  readonly bytes: Uint8Array;
  /** As people see it; errors and locations name it. */
  readonly file: string;
  /** Reads what `\i` and `\ir` name; without it they are refused. */
  readonly include?: Included["include"];
  /** Declared names and their values for `${name}`. */
  readonly placeholders: Readonly<Record<string, string>>;
  /** The server knows more syntax than our grammar: an error of syntax is then a note. */
  readonly newerThanGrammar?: boolean;
  /** Gets each statement with its tree, null where it was not parsed, before the next is read. */
  readonly onStatement?: (statement: SqlStatement, node: Node | null) => void;
}

export interface SqlDocument {
  readonly statements: readonly SqlStatement[];
  readonly notes: readonly Finding[];
}

/**
 * Throws FILE_ENCODING, SQL_SYNTAX, META_COMMAND, PLACEHOLDER_UNKNOWN with file, line, column and excerpt.
 * A file of comments only has no statements; what that means is for the caller to say.
 */
export async function readDocument(input: DocumentSource): Promise<SqlDocument> {
  await loadGrammar();
  const reader = new DocumentReader(input);
  reader.read(input, [input.file]);
  reader.statements.forEach(refuseWithoutRows);
  return { statements: reader.statements, notes: reader.notes };
}

/** A file to read, with the way to what it includes. */
type Readable = Pick<DocumentSource, "bytes" | "file" | "include">;

class DocumentReader {
  readonly statements: SqlStatement[] = [];
  readonly notes: Finding[] = [];
  readonly #variables = new PsqlVariables();
  readonly #placeholders: DocumentSource["placeholders"];
  readonly #lenient: boolean;
  readonly #onStatement: DocumentSource["onStatement"];
  #last: { readonly key: string; readonly nature: Nature } | undefined;

  constructor({ placeholders, newerThanGrammar, onStatement }: DocumentSource) {
    this.#placeholders = placeholders;
    this.#lenient = newerThanGrammar === true;
    this.#onStatement = onStatement;
  }

  /** `path` holds the files that are open, outermost first. */
  read(readable: Readable, path: readonly string[]): void {
    const source = new SourceText(readable.bytes, readable.file, this.#placeholders);
    for (const piece of split(source.text, { variable: this.#variables.lookup(source) })) {
      if (piece.kind === "statement") this.#statement(source, piece);
      else if (piece.kind === "copy-data") this.#rows(piece);
      else if (piece.kind === "open") throw unterminated(piece, source);
      else this.#command(source, piece, { readable, path });
    }
  }

  #statement(source: SourceText, piece: StatementPiece): void {
    if (piece.unterminated) throw unterminated(piece.unterminated, source);
    const [unknown] = piece.placeholders;
    if (unknown !== undefined) {
      const name = source.text.slice(unknown, source.text.indexOf("}", unknown) + 1);
      throw new GodwitError("PLACEHOLDER_UNKNOWN", `placeholder ${name} is not declared`, {
        at: source.locate(unknown),
      });
    }
    let cut: Cut | null = piece;
    while (cut) cut = this.#add(source, cut, piece.backslashQuotes);
  }

  /** Answers what is left, where psql sends several statements as one (its rule for `begin … end` errs). */
  #add(source: SourceText, cut: Cut, unreadable: boolean): Cut | null {
    const whole = edited(source, cut);
    // The grammar reads backslashes only in E'...', so it would see other literals than the server.
    const parsed = unreadable ? { tooLarge: true as const } : parseStatement(whole.text);
    if ("nothing" in parsed) return null;
    if ("error" in parsed) {
      const at = whole.original(parsed.error.offset);
      if (!this.#lenient) throw syntaxError(parsed.error.message, source, at);
      this.notes.push(notChecked(parsed.error.message, source, at));
    }
    if (!("node" in parsed)) {
      this.#push(source, cut, { text: whole.text, nature: classifyByWords(whole.text), node: null });
      return null;
    }
    const { node } = parsed;
    const nature = classify(parsed.nodeName, node);
    if (!parsed.more) {
      this.#push(source, cut, { text: whole.text, nature, node });
      return null;
    }
    const end = whole.original(parsed.more.end);
    const next = whole.original(parsed.more.next);
    const first = { ...cut, end, edits: cut.edits.filter(({ start }) => start < end) };
    this.#push(source, first, { text: whole.text.slice(0, parsed.more.end), nature, node });
    return { start: next, end: cut.end, edits: cut.edits.filter(({ start }) => start >= next) };
  }

  #push(
    source: SourceText,
    cut: Cut,
    of: { readonly text: string; readonly nature: Nature; readonly node: Node | null },
  ): void {
    const nature = this.#onStatement ? of.nature : this.#known(of.nature);
    const statement = new SqlStatement(source, cut, { text: of.text, nature });
    this.statements.push(statement);
    this.#onStatement?.(statement, of.node);
  }

  /** Large files repeat one kind of statement: they share its nature. */
  #known(nature: Nature): Nature {
    const key = JSON.stringify(nature);
    if (this.#last?.key !== key) this.#last = { key, nature };
    return this.#last.nature;
  }

  #rows(piece: CopyPiece): void {
    this.statements.at(-1)?.followedBy(piece);
  }

  #command(
    source: SourceText,
    piece: MetaPiece,
    from: { readable: Readable; path: readonly string[] },
  ): void {
    const rule = metaRule(piece);
    if (rule === "refuse") throw refusedCommand(source, piece);
    if (rule !== "pass") this.#variables.refuseUnfilled(piece.args, source, piece.start);
    if (rule === "set") this.#variables.set(piece.args);
    if (rule === "unset") this.#variables.unset(piece.args[0] ?? "");
    if (rule === "include") this.#include(source, piece, { ...from, relative: false });
    if (rule === "include-relative") this.#include(source, piece, { ...from, relative: true });
    if (rule === "copy") this.#copy(source, piece);
  }

  #include(
    source: SourceText,
    { name, args, start }: MetaPiece,
    from: { readonly readable: Readable; readonly path: readonly string[]; readonly relative: boolean },
  ): void {
    const { include } = from.readable;
    const [written] = args;
    if (!include || written === undefined) throw refusedCommand(source, { name, start });
    // psql forgives a semicolon here.
    const included = opened(source, start, () => include(written.replace(/;+$/, ""), from.relative));
    const path = [...from.path, included.file];
    if (from.path.includes(included.file)) {
      throw new GodwitError("META_COMMAND", `these files include each other: ${path.join(" -> ")}`, {
        at: source.locate(start),
        hint: "take one of the `\\i` lines out of the ring",
      });
    }
    this.read(included, path);
  }

  /** `\copy t from stdin` is COPY over the same lines of the script; only the backslash must go. */
  #copy(source: SourceText, { start, end }: MetaPiece): void {
    const line = source.text.slice(start, end);
    const stdin = /\bfrom\s+(p?)stdin\b/i.exec(line);
    const extra = start + (stdin ? stdin.index + stdin[0].length - "pstdin".length : 0);
    const edits = stdin?.[1] ? [{ start: extra, end: extra + 1, replacement: "" }] : [];
    const length = line.replace(/[\s;]+$/, "").length;
    const rest = this.#add(source, { start: start + 1, end: start + length, edits }, false);
    if (rest) throw syntaxError("\\copy takes the whole line: nothing may follow on it", source, rest.start);
  }
}

/** What is wrong with an include is wrong in the line that asks for it. */
function opened(source: SourceText, start: number, open: () => Included): Included {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error;
    const { code, message, hint, cause } = error;
    throw new GodwitError(code, message, { hint, cause, at: source.locate(start) });
  }
}

/** The splitter believes `copy … from stdout` (which PostgreSQL takes for stdin) only where rows follow. */
function refuseWithoutRows(statement: SqlStatement): void {
  const { nature, copyData } = statement;
  if (nature.what.kind !== "copy-from-client" || copyData !== undefined) return;
  throw new GodwitError("SQL_REFUSED", "COPY from the client has no rows after it", {
    at: statement.at,
    hint: "write `from stdin`, the rows on the lines below, and `\\.` on the last",
  });
}

function syntaxError(message: string, source: SourceText, offset: number): GodwitError {
  const at = source.locate(offset);
  const variable = /^:['"]?\w+/.exec(source.text.slice(offset, offset + 80))?.[0];
  if (variable === undefined || source.text.startsWith("::", offset)) {
    return new GodwitError("SQL_SYNTAX", message, { at });
  }
  const hint = `no \`\\set\` gives the psql variable ${variable} a value; set it, or use a placeholder`;
  return new GodwitError("SQL_SYNTAX", message, { at, hint });
}

function unterminated({ what, start }: Unterminated, source: SourceText): GodwitError {
  return syntaxError(`unterminated ${what}`, source, start);
}

function notChecked(message: string, source: SourceText, offset: number): Finding {
  return {
    rule: "syntax-not-checked",
    severity: "note",
    message: `${message} (the server is newer than the grammar that Godwit knows, and may accept it)`,
    at: source.locate(offset),
  };
}

function refusedCommand(source: SourceText, { name, start }: Pick<MetaPiece, "name" | "start">): GodwitError {
  return new GodwitError("META_COMMAND", `psql command \\${name} cannot be run in a migration`, {
    at: source.locate(start),
  });
}
