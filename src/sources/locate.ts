// Turns an offset in a file's text into line, column and an excerpt, as an error shows them.
import type { Location } from "../core/errors.ts";

/** `offset` counts UTF-16 units; the location counts lines and characters from 1. */
export function locate(file: string, text: string, offset: number): Location {
  const before = text.slice(0, offset).replace(/^\uFEFF/, "");
  const lines = before.split(/\r\n|\n|\r/);
  const start = lines.at(-1) ?? "";
  const rest = /^[^\n\r]*/.exec(text.slice(offset))?.[0] ?? "";
  // Tabs stay tabs above the caret, so that it lands below the right character in any terminal.
  const indent = start.replace(/[^\t]/gu, " ");
  return {
    file,
    line: lines.length,
    column: [...start].length + 1,
    excerpt: `${start}${rest}\n${indent}^`,
  };
}
