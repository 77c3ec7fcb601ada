// Fixes that put a word into a statement, or take another for one.
import { Positions } from "../parse/positions.ts";
import type { LintStatement } from "./lint-statement.ts";
import type { Found } from "./sql-rule.ts";

type Fix = NonNullable<Found["fix"]>;

/** Puts `words` behind what the pattern finds at the statement's beginning. */
export function insertAfter(
  statement: LintStatement,
  pattern: RegExp,
  { words, title }: { readonly words: string; readonly title: string },
): Fix | undefined {
  const found = pattern.exec(statement.text);
  if (!found) return undefined;
  const at = found.index + found[0].length;
  return { title, edits: [{ start: at, end: at, text: words }] };
}

export function append(statement: LintStatement, words: string, title: string): Fix | undefined {
  const at = statement.text.length;
  // Behind a comment the words would belong to it.
  if (/--[^\n]*$/.test(statement.text)) return undefined;
  return { title, edits: [{ start: at, end: at, text: words }] };
}

/** `CONCURRENTLY` behind the words, where the statement is not inside of a BEGIN. */
export function concurrently(statement: LintStatement, pattern: RegExp): Fix | undefined {
  if (statement.explicit) return undefined;
  return insertAfter(statement, pattern, { words: " concurrently", title: "do it concurrently" });
}

/** Another type for the one that begins at `location`, as the tree counts. */
export function retype(
  statement: LintStatement,
  location: number | undefined,
  to: { readonly pattern: RegExp; readonly type: string },
): Fix | undefined {
  if (location === undefined) return undefined;
  const start = new Positions(statement.text).fromByteOffset(location - statement.base);
  const found = to.pattern.exec(statement.text.slice(start));
  if (found?.index !== 0) return undefined;
  return {
    title: `use ${to.type}`,
    changesType: true,
    edits: [{ start, end: start + found[0].length, text: to.type }],
  };
}
