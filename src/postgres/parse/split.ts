// Cuts a script into what psql would send and do, in the order in which psql would: statements, commands, COPY rows.
import { findCopyRows, nextLine } from "./copy-data.ts";
import { Lexer, type Unterminated } from "./lexer.ts";
import { type MetaCommand, quoteValue, readMetaCommand, type VariableLookup } from "./meta-command.ts";
import { type StatementPiece, StatementState } from "./statement-state.ts";

/** Offsets are UTF-16, in the text that was given. */
export type Piece = StatementPiece | MetaPiece | CopyPiece | OpenPiece;

export interface MetaPiece extends MetaCommand {
  readonly kind: "meta";
  readonly start: number;
}

export interface CopyPiece {
  readonly kind: "copy-data";
  readonly start: number;
  readonly end: number;
  /** `\.`, or nothing where the file ended before. */
  readonly terminator: string;
}

/** A comment after the last statement that never ends: the server would refuse it, though it holds no statement. */
export interface OpenPiece extends Unterminated {
  readonly kind: "open";
  readonly end: number;
}

export interface SplitOptions {
  /** Values of psql variables. Asked while reading, so a `\set` counts from where it stands. */
  readonly variable?: VariableLookup;
  /** Sees each token of a statement before the piece is answered; psql commands and COPY rows have none. */
  readonly token?: (token: Lexer) => void;
}

/** psql commands that send the statement before them. */
const SENDING = new Set([
  "bind",
  "bind_named",
  "crosstabview",
  "g",
  "gdesc",
  "gexec",
  "gset",
  "gx",
  "parse",
  "sendpipeline",
  "watch",
]);
const STRING_SETTING =
  /^set\s+(?:session\s+|local\s+)?standard_conforming_strings\s*(?:=|\sto\s)\s*'?(on|off|true|false|yes|no|1|0)'?$/i;

/** Lazy: the text before the current piece has been read, and no more. */
export function split(text: string, options: SplitOptions = {}): Generator<Piece, void, undefined> {
  return new Splitter(text, options).pieces();
}

class Splitter {
  readonly #text: string;
  readonly #lexer: Lexer;
  readonly #options: SplitOptions;
  #statement = new StatementState();
  /** COPY rows that stand after the line being read: reading goes on behind them. */
  #rows: { readonly at: number; readonly resume: number } | null = null;

  constructor(text: string, options: SplitOptions) {
    this.#text = text;
    this.#lexer = new Lexer(text);
    this.#options = options;
  }

  *pieces(): Generator<Piece, void, undefined> {
    const lexer = this.#lexer;
    while (this.#advance()) {
      if (lexer.kind === "backslash") {
        yield* this.#meta();
      } else if (lexer.kind === "semicolon" && this.#statement.isWhole) {
        yield* this.#finish(";");
      } else if (lexer.kind === "escaped") {
        yield* this.#escaped();
      } else {
        this.#take();
      }
    }
    yield* this.#finish("");
    if (lexer.unterminated) yield { kind: "open", ...lexer.unterminated, end: this.#text.length };
  }

  /** The next token, COPY rows passed over. */
  #advance(): boolean {
    const lexer = this.#lexer;
    const more = lexer.next();
    const rows = this.#rows;
    if (!rows || (more && lexer.end <= rows.at)) return more;
    this.#rows = null;
    if (more && lexer.start < rows.at) {
      // Quotes that open beside a COPY and close behind its rows: nobody writes that, so it is not cut but refused.
      lexer.unterminated = { what: "quoted string", start: lexer.start };
      lexer.end = this.#text.length;
      return true;
    }
    this.#statement.edit({ start: rows.at, end: rows.resume, replacement: "" });
    lexer.end = rows.resume;
    lexer.unterminated = null;
    return lexer.next();
  }

  #take(): void {
    const lexer = this.#lexer;
    this.#statement.take(lexer);
    if (lexer.kind === "variable") this.#substitute();
    this.#options.token?.(lexer);
  }

  #substitute(): void {
    const { variable } = this.#options;
    if (!variable) return;
    const { start, end, value } = this.#lexer;
    const quote = value.charAt(1);
    const quoted = quote === "'" || quote === '"';
    const tested = quote === "{";
    const name = quoted ? value.slice(2, -1) : tested ? value.slice(3, -1) : value.slice(1);
    const found = variable(name, start, quoted || tested ? "quoted" : "sql");
    if (tested) this.#statement.edit({ start, end, replacement: found === undefined ? "FALSE" : "TRUE" });
    else if (found !== undefined) {
      this.#statement.edit({ start, end, replacement: quoted ? quoteValue(found, quote) : found });
    }
  }

  /** `\;` ends a statement as `;` does (psql sends both in one message); in parentheses it is a semicolon. */
  *#escaped(): Generator<Piece, void, undefined> {
    const lexer = this.#lexer;
    if (lexer.value === "\\;" && this.#statement.isWhole) {
      yield* this.#finish("\\;");
      return;
    }
    this.#statement.edit({ start: lexer.start, end: lexer.start + 1, replacement: "" });
    this.#take();
  }

  *#meta(): Generator<Piece, void, undefined> {
    const lexer = this.#lexer;
    const { start } = lexer;
    const command = readMetaCommand(this.#text, start, this.#options.variable);
    lexer.end = command.end;
    if (SENDING.has(command.name)) {
      const sent = !this.#statement.isEmpty;
      yield* this.#finish(`\\${command.name}`);
      // A plain \g after a statement is a semicolon, \gx only prints otherwise.
      if (sent && command.args.length === 0 && (command.name === "g" || command.name === "gx")) return;
    } else if (command.name === "r" || command.name === "reset") {
      this.#statement = new StatementState();
    } else {
      this.#statement.edit({ start, end: command.end, replacement: "" });
    }
    yield { ...command, kind: "meta", start };
    if (command.name === "copy" && /\bfrom\s+p?stdin\b/i.test(command.args.join(" ")))
      yield* this.#copyRows("stdin");
  }

  *#finish(terminator: string): Generator<Piece, void, undefined> {
    const lexer = this.#lexer;
    const state = this.#statement;
    this.#statement = new StatementState();
    if (state.isEmpty) return;
    const piece = state.piece(terminator, lexer.unterminated);
    yield piece;
    lexer.unterminated = null;
    if (state.copyFrom) yield* this.#copyRows(state.copyFrom);
    if (state.lead === "set") this.#noteStrings(this.#text.slice(piece.start, piece.end));
  }

  *#copyRows(source: "stdin" | "stdout"): Generator<Piece, void, undefined> {
    const from = this.#rows?.resume ?? nextLine(this.#text, this.#lexer.end);
    const rows = findCopyRows(this.#text, from);
    // Where nothing closes them, the typo is not believed to have rows: SQL would be swallowed up to the end.
    if (source === "stdout" && !rows.closed) return;
    this.#rows = { at: this.#rows?.at ?? from, resume: rows.resume };
    yield { kind: "copy-data", start: rows.start, end: rows.end, terminator: rows.closed ? "\\." : "" };
  }

  /** psql learns from the server how literals are read; here the statement itself says so. */
  #noteStrings(statement: string): void {
    const value = STRING_SETTING.exec(statement)?.[1]?.toLowerCase();
    if (value !== undefined) this.#lexer.backslashQuotes = ["off", "false", "no", "0"].includes(value);
  }
}
