// A text with some ranges replaced, which still knows where everything was.

/** Replaces [start, end) of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export interface EditedText {
  readonly text: string;
  /** Offset in the text before; inside a replacement that is where the replaced range begins. */
  original(offset: number): number;
}

/** Edits [start, end) of a text; the edits ascend and do not overlap. */
export function editText(
  text: string,
  edits: readonly Edit[],
  range = { start: 0, end: text.length },
): EditedText {
  if (edits.length === 0) {
    const whole = range.start === 0 && range.end === text.length;
    return {
      text: whole ? text : text.slice(range.start, range.end),
      original: (offset) => Math.min(range.start + offset, range.end),
    };
  }
  const parts: string[] = [];
  const stretches: Stretch[] = [{ after: 0, before: range.start, moves: true }];
  let from = range.start;
  let length = 0;
  for (const { start, end, replacement } of edits) {
    parts.push(text.slice(from, start), replacement);
    length += start - from;
    if (replacement !== "") stretches.push({ after: length, before: start, moves: false });
    length += replacement.length;
    from = Math.min(end, range.end);
    stretches.push({ after: length, before: from, moves: true });
  }
  parts.push(text.slice(from, range.end));
  return { text: parts.join(""), original: (offset) => Math.min(originalOf(stretches, offset), range.end) };
}

/** Text that was kept (`moves`: offsets grow on both sides) or put in. */
interface Stretch {
  readonly after: number;
  readonly before: number;
  readonly moves: boolean;
}

function originalOf(stretches: readonly Stretch[], offset: number): number {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((stretches[middle]?.after ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const { after, before, moves } = stretches[low] as Stretch;
  return moves ? before + Math.max(0, offset - after) : before;
}
