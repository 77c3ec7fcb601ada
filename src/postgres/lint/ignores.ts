// `-- godwit-ignore RULE: reason [until DATE]`: which findings a file wants to hear nothing of, and until when.
import type { Location } from "../../core/errors.ts";
import { Positions } from "../parse/positions.ts";
import type { LintFile } from "./lint-file.ts";

export interface Ignore {
  readonly rule: string;
  readonly reason: string;
  /** `2027-01-31`; the last day on which it counts. */
  readonly until: string | undefined;
  /** Index of the statement below it; null for the whole file. */
  readonly statement: number | null;
  readonly at: Location;
  readonly end: { readonly line: number; readonly column: number };
  used: boolean;
}

const LINE = /^[ \t]*--[ \t]*godwit-ignore\b[ \t]*:?[ \t]*(.*?)[ \t]*$/gim;
const FORM = /^([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)[ \t]*(?::[ \t]*(.*?))?$/;
const UNTIL = /[ \t,(]*\buntil[ \t]+(\d{4}-\d\d-\d\d)\)?$/i;

export function ignoresOf(file: LintFile): Ignore[] {
  const text = new TextDecoder().decode(file.bytes);
  if (!/godwit-ignore/i.test(text)) return [];
  const positions = new Positions(text);
  // The decoder takes a byte order mark away.
  const skipped = text.length > 0 && file.bytes[0] === 0xef && file.bytes[1] === 0xbb ? 3 : 0;
  const own = file.statements.filter(({ sql }) => sql.file === file.file);
  const ranges = own.map(({ sql, index }) => ({
    index,
    start: positions.fromByteOffset(sql.start - skipped),
    end: positions.fromByteOffset(sql.end - skipped),
  }));
  let at = 0;
  return [...text.matchAll(LINE)].flatMap(({ 0: whole, 1: content = "", index }) => {
    const start = index + whole.indexOf("--");
    // Both ascend.
    while (at < ranges.length && (ranges[at]?.end ?? 0) <= start) at++;
    const next = ranges[at];
    // Inside of a statement it may be a function's body.
    if (next && next.start <= start) return [];
    const above = next && text.slice(index + whole.length, next.start);
    const ofFile = next === undefined || (next.index === own[0]?.index && isApart(above ?? ""));
    const { line, column } = positions.lineColumn(start);
    const ending = positions.lineColumn(index + whole.trimEnd().length);
    const place = { file: file.file, line, column, excerpt: positions.excerpt(start) };
    return parsed(content).map((ignore) => ({
      ...ignore,
      statement: ofFile ? null : (next?.index ?? null),
      at: place,
      end: { line: ending.line, column: ending.column },
      used: false,
    }));
  });
}

/** In the header: what stands between it and the first statement is more than further ignores. */
function isApart(between: string): boolean {
  const lines = between.split(/\r?\n/).slice(1, -1);
  return lines.some((line) => !/^[ \t]*--[ \t]*godwit-ignore\b/i.test(line));
}

function parsed(content: string): Pick<Ignore, "rule" | "reason" | "until">[] {
  const form = FORM.exec(content);
  if (!form) return [{ rule: content, reason: "", until: undefined }];
  const written = form[2] ?? "";
  const until = UNTIL.exec(written)?.[1];
  const reason = written.replace(UNTIL, "").trim();
  return (form[1] ?? "").split(",").map((rule) => ({ rule: rule.trim(), reason, until }));
}

/** Finds a file's ignores by rule and statement. */
export class IgnoreIndex {
  readonly all: readonly Ignore[];
  readonly #byPlace = new Map<string, Ignore[]>();

  constructor(all: readonly Ignore[]) {
    this.all = all;
    for (const ignore of all) {
      const key = placeOf(ignore.rule, ignore.statement);
      const list = this.#byPlace.get(key);
      if (list) list.push(ignore);
      else this.#byPlace.set(key, [ignore]);
    }
  }

  /** Those for the whole file, and those of the statement; what is said of a file may stand above its first one. */
  of(rule: string, statement: number | undefined): readonly Ignore[] {
    if (this.all.length === 0) return this.all;
    const whole = this.#byPlace.get(placeOf(rule, null)) ?? [];
    return [...whole, ...(this.#byPlace.get(placeOf(rule, statement ?? 0)) ?? [])];
  }
}

function placeOf(rule: string, statement: number | null): string {
  return `${rule} ${statement ?? "file"}`;
}
