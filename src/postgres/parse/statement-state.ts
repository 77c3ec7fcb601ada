// What psql keeps of a statement while it reads it: where it began, how deep it is, and whether a semicolon ends it.
import type { Edit } from "./edited-text.ts";
import type { Lexer, Unterminated } from "./lexer.ts";

export interface StatementPiece {
  readonly kind: "statement";
  /** From the first token to the end of the last: no blanks or comments around, no terminator. */
  readonly start: number;
  readonly end: number;
  /** `;`, `\;`, the psql command that sent it (`\gexec`), or nothing at the end of the file. */
  readonly terminator: string;
  /** What psql takes out or puts in: commands in the middle of a statement, variables, `\:`. */
  readonly edits: readonly Edit[];
  /** Offsets of `${name}` outside of quotes and comments. */
  readonly placeholders: readonly number[];
  /** Where the file ends in the middle of quotes or a comment. */
  readonly unterminated: Unterminated | null;
  /** True when a plain literal holds a backslash while `standard_conforming_strings` is off. */
  readonly backslashQuotes: boolean;
}

/** Words that psql counts to know `CREATE [OR REPLACE] FUNCTION|PROCEDURE`, by which letter it notes them. */
const NOTED: Readonly<Record<string, string>> = {
  create: "c",
  function: "f",
  procedure: "p",
  or: "o",
  replace: "r",
};
const ROUTINES = ["cf", "cp", "corf", "corp"];
const OPEN = 40;
const CLOSE = 41;

/** Fed with the tokens of one statement. */
export class StatementState {
  /** The first token in lower case, when it is a word. */
  lead = "";
  /** What a COPY reads from, where rows may follow it. The grammar forgives `from stdout`, a typo for `stdin`. */
  copyFrom: "stdin" | "stdout" | null = null;
  #start = -1;
  #end = -1;
  #parentheses = 0;
  /** BEGIN … END bodies of SQL routines, and CASE inside of them. */
  #bodies = 0;
  #words = 0;
  #noted = "";
  #afterFrom = false;
  #backslashQuotes = false;
  readonly #edits: Edit[] = [];
  readonly #placeholders: number[] = [];

  get isEmpty(): boolean {
    return this.#start < 0;
  }

  /** Whether a semicolon would end the statement here. */
  get isWhole(): boolean {
    return this.#parentheses === 0 && this.#bodies === 0;
  }

  edit(edit: Edit): void {
    this.#edits.push(edit);
  }

  take(token: Lexer): void {
    const { kind } = token;
    if (this.#start < 0) {
      this.#start = token.start;
      if (kind === "word") this.lead = token.value.toLowerCase();
    }
    this.#end = token.end;
    if (kind === "word") {
      this.#word(token);
      return;
    }
    this.#afterFrom = false;
    if (kind === "punctuation") {
      const c = token.text.charCodeAt(token.start);
      if (c === OPEN) this.#parentheses++;
      else if (c === CLOSE && this.#parentheses > 0) this.#parentheses--;
    } else if (kind === "placeholder") {
      this.#placeholders.push(token.start);
    } else if (kind === "string" && token.backslashQuotes) {
      const plain = token.text.charAt(token.start) === "'";
      if (plain && token.value.includes("\\")) this.#backslashQuotes = true;
    }
  }

  piece(terminator: string, unterminated: Unterminated | null): StatementPiece {
    const start = this.#start;
    const end = this.#end;
    return {
      kind: "statement",
      start,
      end,
      terminator,
      edits: this.#edits.filter((edit) => edit.start >= start && edit.start < end),
      placeholders: this.#placeholders,
      unterminated,
      backslashQuotes: this.#backslashQuotes,
    };
  }

  #word(token: Lexer): void {
    // A word that has no letter leaves a hole, so that `create unique or …` is not taken for a routine.
    if (this.#words < 4) this.#noted += NOTED[token.value.toLowerCase()] ?? "-";
    this.#words++;
    if (this.#noted.startsWith("c")) this.#body(token);
    if (this.lead === "copy" && this.#parentheses === 0) {
      if (this.#afterFrom && token.is("stdin")) this.copyFrom = "stdin";
      else if (this.#afterFrom && token.is("stdout")) this.copyFrom = "stdout";
      this.#afterFrom = token.is("from");
    }
  }

  /** psql's rule for `begin atomic … end`: in routines, outside of parentheses, CASE and END count too. */
  #body(token: Lexer): void {
    if (this.#parentheses > 0 || !ROUTINES.some((routine) => this.#noted.startsWith(routine))) return;
    if (token.is("begin")) this.#bodies++;
    else if (token.is("case") && this.#bodies > 0) this.#bodies++;
    else if (token.is("end") && this.#bodies > 0) this.#bodies--;
  }
}
