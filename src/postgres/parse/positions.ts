// Where something is in a text: UTF-16 and UTF-8 offsets, code points, line and column, each from each.

export interface LineColumn {
  /** From 1. */
  readonly line: number;
  /** From 1, in code points. */
  readonly column: number;
}

/** Distance of the checkpoints, in UTF-16 units: a conversion looks at no more than so many characters. */
const STEP = 2048;
const NON_ASCII = /[^\0-\x7f]/;
const EXCERPT_WIDTH = 120;

/** The positions of one text; indexes are built when they are first asked for. */
export class Positions {
  readonly text: string;
  readonly #ascii: boolean;
  #lines: Uint32Array | undefined;
  #points: Uint32Array | undefined;
  #bytes: Uint32Array | undefined;

  constructor(text: string) {
    this.text = text;
    this.#ascii = !NON_ASCII.test(text);
  }

  /** UTF-8 bytes before a UTF-16 offset. */
  byteOffset(offset: number): number {
    return this.#ascii
      ? this.#clamp(offset)
      : this.#count(this.#clamp(offset), this.#byteIndex(), byteWeight);
  }

  /** Code points before a UTF-16 offset. */
  codePointOffset(offset: number): number {
    return this.#ascii
      ? this.#clamp(offset)
      : this.#count(this.#clamp(offset), this.#pointIndex(), pointWeight);
  }

  /** The UTF-16 offset of the character that holds a UTF-8 byte. */
  fromByteOffset(bytes: number): number {
    return this.#ascii ? this.#clamp(bytes) : this.#seek(bytes, this.#byteIndex(), byteWeight);
  }

  fromCodePointOffset(points: number): number {
    return this.#ascii ? this.#clamp(points) : this.#seek(points, this.#pointIndex(), pointWeight);
  }

  lineColumn(offset: number): LineColumn {
    const at = this.#clamp(offset);
    const line = lastNotAbove(this.#lineIndex(), at);
    const start = this.#lineIndex()[line] ?? 0;
    return { line: line + 1, column: this.codePointOffset(at) - this.codePointOffset(start) + 1 };
  }

  /** The UTF-16 offset of a line and column; beyond the text it answers the nearest end. */
  fromLineColumn({ line, column }: LineColumn): number {
    const start = this.#lineIndex()[line - 1];
    if (start === undefined) return line < 1 ? 0 : this.text.length;
    return Math.min(this.#lineEnd(start), this.fromCodePointOffset(this.codePointOffset(start) + column - 1));
  }

  /** The line with a caret under the offset: long lines are cut around it, tabs keep the caret in place. */
  excerpt(offset: number): string {
    const at = this.#clamp(offset);
    const start = this.#lineIndex()[lastNotAbove(this.#lineIndex(), at)] ?? 0;
    const end = this.#lineEnd(start);
    const fits = end - start <= EXCERPT_WIDTH;
    const from = fits ? start : whole(this.text, Math.max(start, at - EXCERPT_WIDTH / 2));
    const to = fits ? end : whole(this.text, Math.min(end, from + EXCERPT_WIDTH));
    const before = (from > start ? "..." : "") + this.text.slice(from, Math.min(at, to));
    const after = this.text.slice(Math.min(at, to), to) + (to < end ? "..." : "");
    return `${before}${after}\n${[...before].map((c) => (c === "\t" ? "\t" : " ")).join("")}^`;
  }

  #clamp(offset: number): number {
    return Math.max(0, Math.min(offset, this.text.length));
  }

  /** End of the line that starts here, without its line break. */
  #lineEnd(start: number): number {
    const feed = this.text.indexOf("\n", start);
    const end = feed < 0 ? this.text.length : feed;
    return end > start && this.text.charCodeAt(end - 1) === 13 ? end - 1 : end;
  }

  #count(offset: number, index: Uint32Array, weight: Weight): number {
    const checkpoint = Math.floor(offset / STEP);
    let count = index[checkpoint] ?? 0;
    for (let i = checkpoint * STEP; i < offset; i++) count += weight(this.text, i);
    return count;
  }

  #seek(count: number, index: Uint32Array, weight: Weight): number {
    const checkpoint = lastNotAbove(index, count);
    let passed = index[checkpoint] ?? 0;
    let offset = checkpoint * STEP;
    while (offset < this.text.length) {
      passed += weight(this.text, offset);
      // A low surrogate weighs nothing: it belongs to the character before it.
      if (passed > count) break;
      offset++;
    }
    return offset;
  }

  #lineIndex(): Uint32Array {
    if (this.#lines) return this.#lines;
    const starts = [0];
    for (let feed = this.text.indexOf("\n"); feed >= 0; feed = this.text.indexOf("\n", feed + 1)) {
      starts.push(feed + 1);
    }
    this.#lines = Uint32Array.from(starts);
    return this.#lines;
  }

  #byteIndex(): Uint32Array {
    this.#bytes ??= checkpoints(this.text, byteWeight);
    return this.#bytes;
  }

  #pointIndex(): Uint32Array {
    this.#points ??= checkpoints(this.text, pointWeight);
    return this.#points;
  }
}

/** What the UTF-16 unit at `i` adds to a count. */
type Weight = (text: string, i: number) => number;

function pointWeight(text: string, i: number): number {
  return endsPair(text, i) ? 0 : 1;
}

function byteWeight(text: string, i: number): number {
  const unit = text.charCodeAt(i);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (endsPair(text, i)) return 0;
  return endsPair(text, i + 1) ? 4 : 3;
}

function endsPair(text: string, i: number): boolean {
  const unit = text.charCodeAt(i);
  if (!(unit >= 0xdc00 && unit <= 0xdfff) || i === 0) return false;
  const before = text.charCodeAt(i - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

/** Moves an offset out of the middle of a surrogate pair. */
function whole(text: string, offset: number): number {
  return endsPair(text, offset) ? offset - 1 : offset;
}

/** The counts at each STEP units. */
function checkpoints(text: string, weight: Weight): Uint32Array {
  const index = new Uint32Array(Math.floor(text.length / STEP) + 1);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (i % STEP === 0) index[i / STEP] = count;
    count += weight(text, i);
  }
  if (text.length % STEP === 0) index[text.length / STEP] = count;
  return index;
}

/** Index of the last entry that is not above the value; entries ascend. */
function lastNotAbove(entries: Uint32Array, value: number): number {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((entries[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
