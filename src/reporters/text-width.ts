// How many columns a text takes on a terminal, and how to make it fit.
import { stripVTControlCharacters } from "node:util";

const PLAIN = /^[\x20-\x7e]*$/;
// Blocks that terminals draw two columns wide: CJK, Hangul, full-width forms and pictographs.
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^[\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;
const ZERO = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]+$/u;

/** Columns of one line; colour codes take none. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += segmentWidth(segment);
  return width;
}

/** At most `width` columns; a text that is cut ends with `…`. Give it plain text: colours are dropped. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width <= 0) return "";
  let taken = "";
  let left = width - 1;
  for (const { segment } of graphemesOf(text)) {
    left -= segmentWidth(segment);
    if (left < 0) break;
    taken += segment;
  }
  return `${taken}…`;
}

/** Filled with blanks up to `width` columns. */
export function pad(text: string, width: number, side: "left" | "right" = "right"): string {
  const blanks = " ".repeat(Math.max(0, width - textWidth(text)));
  return side === "left" ? blanks + text : text + blanks;
}

/** What no terminal should be told by a text that is not ours: controls but tab and line break, and direction marks. */
const UNPRINTABLE = /[^\P{Control}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Shows control characters instead of letting them work, on as many lines as there are. */
export function printable(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(UNPRINTABLE, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** On one line: every run of blanks and line breaks becomes one blank, and control characters go. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, " ")
    .replace(/\p{Control}/gu, "")
    .trim();
}

let segmenter: Intl.Segmenter | undefined;

/** The segmenter takes ten milliseconds to make: only texts that need it pay for it. */
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(stripVTControlCharacters(text));
}

function segmentWidth(segment: string): number {
  if (ZERO.test(segment)) return 0;
  return WIDE.test(segment) ? 2 : 1;
}
