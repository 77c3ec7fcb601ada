// Cuts SQL into tokens as PostgreSQL's and psql's lexers do. Blanks and comments are passed over.
import { CHARACTER, isBlank, isOperator, isWordPart, isWordStart } from "./characters.ts";
import { lineCommentEnd, literalEnd } from "./string-literal.ts";

export type TokenKind =
  /** Keyword or unquoted name. */
  | "word"
  | "quoted-name"
  /** Any '...' literal, with its prefix (E, B, X, U&) and the literals that continue it on later lines. */
  | "string"
  | "dollar-string"
  | "number"
  /** `$1` */
  | "parameter"
  | "operator"
  /** One of `, ( ) [ ] . : :: := ..` */
  | "punctuation"
  | "semicolon"
  /** A backslash outside of quotes: a psql command starts here. */
  | "backslash"
  /** `\;` and `\:`, with which psql lets a character pass. */
  | "escaped"
  /** psql's `:name`, `:'name'`, `:"name"`, `:{?name}`. */
  | "variable"
  /** `${name}` */
  | "placeholder"
  | "other";

/** A quote or comment that the text ends in the middle of. */
export interface Unterminated {
  readonly what: "quoted string" | "quoted identifier" | "dollar-quoted string" | "/* comment";
  readonly start: number;
}

const PLACEHOLDER = /\$\{[A-Za-z_][A-Za-z0-9_.-]*\}/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\x80-\uffff][A-Za-z0-9_\x80-\uffff]*)?\$/y;
const VARIABLE =
  /:(?:[A-Za-z0-9_\x80-\uffff]+|'[A-Za-z0-9_\x80-\uffff]+'|"[A-Za-z0-9_\x80-\uffff]+"|\{\?[A-Za-z0-9_\x80-\uffff]+\})/y;
/** Junk glued to a number belongs to it, as in PostgreSQL 15 and later. */
const NUMBER =
  /(?:0[xX][0-9A-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*(?:\.(?!\.)[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9][0-9_]*)?)[A-Za-z0-9_\x80-\uffff]*/y;
/** An operator may end in + or - only when it has one of these (or it would swallow a sign). */
const FREE_OPERATOR = /[~!@#^&|`?%]/;

/** Walks over a text, token by token; `kind`, `start` and `end` describe the current one. */
export class Lexer {
  readonly text: string;
  kind: TokenKind = "other";
  start = 0;
  end = 0;
  /** Set when the text ends inside quotes or a comment. */
  unterminated: Unterminated | null = null;
  /** True when plain '...' literals read backslashes: `standard_conforming_strings` is off. */
  backslashQuotes = false;

  constructor(text: string, from = 0) {
    this.text = text;
    this.end = from;
  }

  /** Goes to the next token; false at the end of the text. */
  next(): boolean {
    const { text } = this;
    const start = this.#skipBlanks(this.end);
    this.start = start;
    if (start >= text.length) {
      this.end = text.length;
      return false;
    }
    const c = text.charCodeAt(start);
    if (isWordStart(c)) return this.#word(start);
    if (c >= CHARACTER.ZERO && c <= CHARACTER.NINE) return this.#match(NUMBER, "number");
    if (c === CHARACTER.QUOTE) return this.#string(start, this.backslashQuotes);
    if (c === CHARACTER.DOUBLE_QUOTE) return this.#quotedName(start);
    if (c === CHARACTER.SEMICOLON) return this.#accept("semicolon", start + 1);
    if (c === CHARACTER.DOLLAR) return this.#dollar(start);
    if (c === CHARACTER.COLON) return this.#colon(start);
    if (c === CHARACTER.BACKSLASH) return this.#backslash(start);
    if (c === CHARACTER.DOT) return this.#dot(start);
    if (isOperator(c)) return this.#operator(start);
    return this.#accept(",()[]".includes(text.charAt(start)) ? "punctuation" : "other", start + 1);
  }

  get value(): string {
    return this.text.slice(this.start, this.end);
  }

  /** Whether the current token is this keyword, given in lower case. */
  is(keyword: string): boolean {
    return (
      this.kind === "word" &&
      this.end - this.start === keyword.length &&
      this.text.slice(this.start, this.end).toLowerCase() === keyword
    );
  }

  #accept(kind: TokenKind, end: number): true {
    this.kind = kind;
    this.end = end;
    return true;
  }

  #match(pattern: RegExp, kind: TokenKind): boolean {
    pattern.lastIndex = this.start;
    if (!pattern.test(this.text)) return false;
    return this.#accept(kind, pattern.lastIndex);
  }

  #skipBlanks(from: number): number {
    const { text } = this;
    let i = from;
    for (;;) {
      const c = text.charCodeAt(i);
      if (isBlank(c)) i++;
      else if (c === CHARACTER.DASH && text.charCodeAt(i + 1) === CHARACTER.DASH) i = lineCommentEnd(text, i);
      else if (c === CHARACTER.SLASH && text.charCodeAt(i + 1) === CHARACTER.STAR) i = this.#skipComment(i);
      else return i;
    }
  }

  /** Comments nest. */
  #skipComment(start: number): number {
    const { text } = this;
    let depth = 1;
    let i = start + 2;
    while (depth > 0) {
      const close = text.indexOf("*/", i);
      if (close < 0) {
        this.unterminated = { what: "/* comment", start };
        return text.length;
      }
      // Looked for only before the end, so that many comments do not read the whole text many times.
      const open = text.slice(i, close + 1).indexOf("/*");
      depth += open < 0 ? -1 : 1;
      i = open < 0 ? close + 2 : i + open + 2;
    }
    return i;
  }

  #word(start: number): boolean {
    const { text } = this;
    const prefix = text.charAt(start).toLowerCase();
    let i = start + 1;
    if (text.charCodeAt(i) === CHARACTER.QUOTE) {
      if (prefix === "e") return this.#string(i, true);
      if (prefix === "b" || prefix === "x") return this.#string(i, false);
      // N'...' is the letter n before a plain literal, for psql and the server alike.
      if (prefix === "n") return this.#accept("other", i);
    } else if (prefix === "u" && text.charCodeAt(i) === CHARACTER.AMPERSAND) {
      const quote = text.charCodeAt(i + 1);
      if (quote === CHARACTER.QUOTE) return this.#string(i + 1, false);
      if (quote === CHARACTER.DOUBLE_QUOTE) return this.#quotedName(i + 1);
    }
    while (isWordPart(text.charCodeAt(i))) i++;
    return this.#accept("word", i);
  }

  /** `quote` is where the opening quote stands, after a prefix. */
  #string(quote: number, escapes: boolean): boolean {
    const end = literalEnd(this.text, quote, escapes);
    if (end < 0) this.unterminated = { what: "quoted string", start: this.start };
    return this.#accept("string", end < 0 ? this.text.length : end);
  }

  #quotedName(quote: number): boolean {
    const { text } = this;
    let i = quote + 1;
    for (;;) {
      const end = text.indexOf('"', i);
      if (end < 0) {
        this.unterminated = { what: "quoted identifier", start: this.start };
        return this.#accept("quoted-name", text.length);
      }
      if (text.charCodeAt(end + 1) !== CHARACTER.DOUBLE_QUOTE) return this.#accept("quoted-name", end + 1);
      i = end + 2;
    }
  }

  #dollar(start: number): boolean {
    const { text } = this;
    const second = text.charCodeAt(start + 1);
    if (second >= CHARACTER.ZERO && second <= CHARACTER.NINE) {
      let i = start + 2;
      while (isWordPart(text.charCodeAt(i)) && text.charCodeAt(i) !== CHARACTER.DOLLAR) i++;
      return this.#accept("parameter", i);
    }
    if (this.#match(PLACEHOLDER, "placeholder")) return true;
    if (!this.#match(DOLLAR_TAG, "dollar-string")) return this.#accept("other", start + 1);
    const tag = text.slice(start, this.end);
    const end = text.indexOf(tag, this.end);
    if (end < 0) this.unterminated = { what: "dollar-quoted string", start };
    return this.#accept("dollar-string", end < 0 ? text.length : end + tag.length);
  }

  #colon(start: number): boolean {
    const second = this.text.charCodeAt(start + 1);
    if (second === CHARACTER.COLON || second === CHARACTER.EQUALS)
      return this.#accept("punctuation", start + 2);
    return this.#match(VARIABLE, "variable") || this.#accept("punctuation", start + 1);
  }

  #backslash(start: number): boolean {
    const second = this.text.charCodeAt(start + 1);
    const escaped = second === CHARACTER.SEMICOLON || second === CHARACTER.COLON;
    return escaped ? this.#accept("escaped", start + 2) : this.#accept("backslash", start + 1);
  }

  #dot(start: number): boolean {
    const second = this.text.charCodeAt(start + 1);
    if (second >= CHARACTER.ZERO && second <= CHARACTER.NINE) return this.#match(NUMBER, "number");
    return this.#accept("punctuation", second === CHARACTER.DOT ? start + 2 : start + 1);
  }

  #operator(start: number): boolean {
    const { text } = this;
    let end = start + 1;
    while (isOperator(text.charCodeAt(end)) && !startsComment(text, end)) end++;
    if (end - start > 1 && endsInSign(text, end) && !FREE_OPERATOR.test(text.slice(start, end))) {
      while (end - start > 1 && endsInSign(text, end)) end--;
    }
    return this.#accept("operator", end);
  }
}

function startsComment(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  const after = text.charCodeAt(i + 1);
  return (
    (c === CHARACTER.DASH && after === CHARACTER.DASH) || (c === CHARACTER.SLASH && after === CHARACTER.STAR)
  );
}

function endsInSign(text: string, end: number): boolean {
  const c = text.charCodeAt(end - 1);
  return c === CHARACTER.PLUS || c === CHARACTER.DASH;
}
