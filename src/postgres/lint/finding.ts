// Turns what a rule says into a finding: with file, line, range, excerpt and, where it can be, a fix in bytes.
import type { Location } from "../../core/errors.ts";
import type { Finding, Fix } from "../../core/finding.ts";
import { type Levels, levelOf, type Severity } from "../../core/rule.ts";
import { type LineColumn, Positions } from "../parse/positions.ts";
import type { Place } from "../parse/sql-statement.ts";
import type { LintFile } from "./lint-file.ts";
import type { LintStatement } from "./lint-statement.ts";
import type { Found, SqlRule } from "./sql-rule.ts";

export interface FoundBy {
  readonly rule: SqlRule;
  readonly severity: Severity;
  readonly statement: LintStatement | undefined;
  readonly file: LintFile;
  readonly levels: Levels;
}

export function toFinding(found: Found, by: FoundBy): Finding {
  const { rule, statement, file } = by;
  const range = statement && rangeOf(statement, found.at);
  const fix = found.fix && statement?.sql.file === file.file ? fixOf(found.fix, statement) : undefined;
  return {
    rule: rule.name,
    severity: severityOf(found, by),
    message: found.message,
    hint: found.hint ?? rule.instead,
    at: range?.at ?? { file: file.file },
    ...(range ? { end: range.end } : {}),
    hazards: rule.hazards,
    ...(fix ? { fix } : {}),
    ...(rule.sized || rule.observedAs ? { observedAs: rule.observedAs ?? WHILE_LOCKED } : {}),
  };
}

const WHILE_LOCKED = ["rewrite-while-locked", "scan-while-locked"];

/** A single finding may be graver or milder than its rule, unless the configuration says how grave the rule is. */
function severityOf({ gravity }: Found, { rule, severity, levels }: FoundBy): Severity {
  if (gravity === undefined || levels[rule.name] !== undefined || levels["*"] !== undefined) return severity;
  const level = levelOf({ name: rule.name, gravity }, {});
  return level === "off" ? severity : level;
}

interface Range {
  readonly at: Location;
  readonly end: { readonly line: number; readonly column: number };
}

const TOKEN = /^(?:"(?:[^"]|"")*"|[\w$.\u0080-\uffff]+|\S)/;

/** From `at` to the end of its word; without it the statement's first line. */
function rangeOf({ sql, text, base }: LintStatement, at: number | undefined): Range {
  const start = at === undefined ? 0 : new Positions(text).fromByteOffset(at - base);
  const end = at === undefined ? lineEnd(text) : start + (TOKEN.exec(text.slice(start))?.[0].length ?? 1);
  const from = sql.place(start);
  const begin = from.lineColumn;
  const finish = sql.place(end).lineColumn;
  return { at: new Underlined(sql.file, from, { begin, finish }), end: finish };
}

function lineEnd(text: string): number {
  const end = text.search(/[ \t]*\r?\n/);
  return end < 0 ? text.length : end;
}

/** A location whose excerpt, with as many carets as the range has characters, is made when somebody shows it. */
class Underlined implements Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly #place: Place;
  readonly #finish: LineColumn;

  constructor(file: string, place: Place, of: { readonly begin: LineColumn; readonly finish: LineColumn }) {
    this.file = file;
    this.line = of.begin.line;
    this.column = of.begin.column;
    this.#place = place;
    this.#finish = of.finish;
  }

  get excerpt(): string {
    const [line = "", carets = ""] = this.#place.excerpt.split("\n");
    const wanted = this.#finish.line === this.line ? this.#finish.column - this.column : 1;
    const room = line.length - carets.length + 1;
    return `${line}\n${carets}${"^".repeat(Math.max(0, Math.min(wanted, room) - 1))}`;
  }
}

/** What was filled in by placeholders or psql variables is not in the file, so that nothing there can be replaced. */
function fixOf({ edits, ...fix }: NonNullable<Found["fix"]>, { sql }: LintStatement): Fix | undefined {
  if (!sql.verbatim || edits.length === 0) return undefined;
  return {
    ...fix,
    edits: edits.map(({ start, end, text }) => ({
      start: sql.place(start).byte,
      end: sql.place(end).byte,
      text,
    })),
  };
}
