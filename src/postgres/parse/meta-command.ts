// Reads a psql command (`\name arguments`) as psql's own lexer does: quotes, variables, and where it ends.

export interface MetaCommand {
  /** Without the backslash. */
  readonly name: string;
  readonly args: readonly string[];
  /** Where SQL goes on: after the line's text, before its line break, or after a `\\`. */
  readonly end: number;
  /** `shell`: an argument asks for a shell (`` `date` ``, `|cat`). `quotes`: a quote is not closed on the line. */
  readonly problem: "shell" | "quotes" | null;
}

/**
 * Answers a variable's value, or undefined where it is not set. `use`: as SQL (`:name`), as one literal or name
 * (`:'name'`, `:"name"`, `:{?name}`), or in a command's argument.
 */
export type VariableLookup = (
  name: string,
  at: number,
  use: "sql" | "quoted" | "argument",
) => string | undefined;

/** These take the rest of the line as it is, backslashes too. */
const WHOLE_LINE = new Set(["!", "copy", "ef", "ev", "sf", "sf+", "sv", "sv+", "h", "help"]);
/** These take the rest of the line when it begins with a pipe. */
const PIPES = new Set(["g", "gx", "o", "out", "w", "write"]);
const NAME = /[^\s\\]*/y;
const VARIABLE = /:([A-Za-z0-9_\x80-\uffff]+)|:(['"])([A-Za-z0-9_\x80-\uffff]+)\2/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b", r: "\r", f: "\f" };

/** `at` is the offset of the backslash. */
export function readMetaCommand(
  text: string,
  at: number,
  variable: VariableLookup = () => undefined,
): MetaCommand {
  NAME.lastIndex = at + 1;
  const name = NAME.exec(text)?.[0] ?? "";
  const from = at + 1 + name.length;
  const line = endOfLine(text, from);
  const rest = text.slice(from, line).trim();
  if (WHOLE_LINE.has(name) || (PIPES.has(name) && rest.startsWith("|"))) {
    return {
      name,
      args: rest === "" ? [] : [rest],
      end: line,
      problem: rest.startsWith("|") ? "shell" : null,
    };
  }
  const reader = new ArgumentReader(text.slice(0, line), from, variable);
  const args: string[] = [];
  for (let arg = reader.next(); arg !== undefined; arg = reader.next()) args.push(arg);
  const end = text.startsWith("\\\\", reader.at) ? reader.at + 2 : reader.at;
  return { name, args, end, problem: reader.problem };
}

/** Without the line break, CRLF or LF. */
function endOfLine(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  const end = feed < 0 ? text.length : feed;
  return end > from && text.charAt(end - 1) === "\r" ? end - 1 : end;
}

class ArgumentReader {
  at: number;
  problem: MetaCommand["problem"] = null;
  readonly #line: string;
  readonly #variable: VariableLookup;

  constructor(line: string, from: number, variable: VariableLookup) {
    this.#line = line;
    this.at = from;
    this.#variable = variable;
  }

  /** The next argument; undefined at the end of the line or at a backslash. */
  next(): string | undefined {
    while (isSpace(this.#line.charAt(this.at))) this.at++;
    if (this.#ended()) return undefined;
    let arg = "";
    while (!this.#ended() && !isSpace(this.#line.charAt(this.at))) arg += this.#piece();
    return arg;
  }

  #ended(): boolean {
    return this.at >= this.#line.length || this.#line.charAt(this.at) === "\\";
  }

  #piece(): string {
    const c = this.#line.charAt(this.at);
    if (c === "'") return this.#quoted();
    if (c === '"') return this.#until('"');
    if (c === "`") {
      this.problem = "shell";
      return this.#until("`");
    }
    if (c === ":") {
      const value = this.#substitute();
      if (value !== undefined) return value;
    }
    this.at++;
    return c;
  }

  /** Up to the same quote again; double quotes stay in the argument, as in psql. */
  #until(quote: string): string {
    const close = this.#line.indexOf(quote, this.at + 1);
    const start = this.at;
    if (close < 0) this.problem = "quotes";
    this.at = close < 0 ? this.#line.length : close + 1;
    return this.#line.slice(start, this.at);
  }

  #quoted(): string {
    let value = "";
    this.at++;
    while (this.at < this.#line.length) {
      const c = this.#line.charAt(this.at++);
      if (c === "'") {
        if (this.#line.charAt(this.at) !== "'") return value;
        this.at++;
        value += "'";
      } else if (c === "\\") {
        value += this.#escape();
      } else {
        value += c;
      }
    }
    this.problem = "quotes";
    return value;
  }

  #escape(): string {
    const code = /[0-7]{1,3}|x([0-9A-Fa-f]{1,2})/y;
    code.lastIndex = this.at;
    const found = code.exec(this.#line);
    if (found) {
      this.at = code.lastIndex;
      return String.fromCharCode(
        found[1] === undefined ? Number.parseInt(found[0], 8) : Number.parseInt(found[1], 16),
      );
    }
    const c = this.#line.charAt(this.at);
    this.at += c.length;
    return ESCAPES[c] ?? c;
  }

  #substitute(): string | undefined {
    VARIABLE.lastIndex = this.at;
    const found = VARIABLE.exec(this.#line);
    if (!found) return undefined;
    const value = this.#variable(found[1] ?? found[3] ?? "", this.at, "argument");
    if (value === undefined) return undefined;
    this.at += found[0].length;
    return found[2] === undefined ? value : quoteValue(value, found[2]);
  }
}

/** A variable's value as a literal (`'`) or an identifier (`"`), as psql's `:'name'` and `:"name"` give it. */
export function quoteValue(value: string, quote: string): string {
  const doubled = value.replaceAll(quote, quote + quote);
  return quote === "'" && value.includes("\\")
    ? ` E'${doubled.replaceAll("\\", "\\\\")}'`
    : `${quote}${doubled}${quote}`;
}

function isSpace(c: string): boolean {
  return c === " " || c === "\t" || c === "\r" || c === "\f" || c === "\v";
}
