// Finds the rows that follow a `COPY … FROM stdin` in a script: whole lines, up to `\.` or the end.

export interface CopyRows {
  /** The rows, line breaks and all, without the `\.` line. */
  readonly start: number;
  readonly end: number;
  /** Where SQL goes on. */
  readonly resume: number;
  /** False where the file ended before a `\.`. */
  readonly closed: boolean;
}

/** `from` is the start of the line after the statement. */
export function findCopyRows(text: string, from: number): CopyRows {
  for (let dot = text.indexOf("\\.", from); dot >= 0; dot = text.indexOf("\\.", dot + 2)) {
    if (dot > from && text.charAt(dot - 1) !== "\n") continue;
    const end = lineBreakEnd(text, dot + 2);
    if (end >= 0) return { start: from, end: dot, resume: end, closed: true };
  }
  return { start: from, end: text.length, resume: text.length, closed: false };
}

/** The start of the next line, or the end of the text. */
export function nextLine(text: string, from: number): number {
  const feed = text.indexOf("\n", from);
  return feed < 0 ? text.length : feed + 1;
}

/** The offset after the line break (or the end of the text) that stands here; -1 where something else does. */
function lineBreakEnd(text: string, at: number): number {
  if (at >= text.length) return at;
  if (text.charAt(at) === "\n") return at + 1;
  return text.startsWith("\r\n", at) ? at + 2 : -1;
}
