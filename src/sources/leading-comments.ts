// The comments at the top of a migration, before its first statement. Reads nothing below them.

/** The text of one line comment, without its marker. */
export interface LineComment {
  readonly text: string;
  /** Where `text` starts, in UTF-16 units from the start of the file. */
  readonly offset: number;
}

export interface LeadingComments {
  readonly comments: readonly LineComment[];
  /** Where the first statement starts; the text's length when there is none. */
  readonly end: number;
}

const SYNTAX = {
  sql: { line: "--", nested: true },
  module: { line: "//", nested: false },
} as const;

/** `text` may be just the head of a file; when `end` is its length, the comments may go on below it. */
export function leadingComments(text: string, language: keyof typeof SYNTAX): LeadingComments {
  const { line, nested } = SYNTAX[language];
  const comments: LineComment[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  if (language === "module" && text.startsWith("#!", at)) at = lineEnd(text, at);
  for (;;) {
    at = skipBlank(text, at);
    if (text.startsWith(line, at)) {
      const start = at + line.length;
      at = lineEnd(text, start);
      comments.push({ text: text.slice(start, at), offset: start });
    } else if (text.startsWith("/*", at)) {
      const after = blockEnd(text, at, nested);
      // An unclosed comment is not ours to judge: as a statement it reaches the parser, which names it.
      if (after === undefined) return { comments, end: at };
      at = after;
    } else {
      return { comments, end: at };
    }
  }
}

function skipBlank(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code !== 32 && (code < 9 || code > 13)) break;
    at++;
  }
  return at;
}

/** PostgreSQL and JavaScript both end a line comment at a lone carriage return, too. */
function lineEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) break;
    at++;
  }
  return at;
}

/** PostgreSQL nests block comments, JavaScript does not. */
function blockEnd(text: string, start: number, nested: boolean): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith("/*", at) && (nested || depth === 0)) {
      depth++;
      at++;
    } else if (text.startsWith("*/", at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
