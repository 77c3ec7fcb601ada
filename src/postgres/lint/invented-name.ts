// The names that PostgreSQL gives to constraints and indexes which the statement does not name.

/** In bytes, without the end of the C string. */
const LONGEST = 63;

export interface Unnamed {
  readonly table: string;
  /** Of its columns; `expr` stands for an expression. */
  readonly columns: readonly string[];
  /** What it is: `pkey`, `key`, `fkey`, `check`, `excl` or `idx`. */
  readonly label: string;
}

/** Where the name is taken, a number follows. */
export function inventedName({ table, columns, label }: Unnamed, isTaken: (name: string) => boolean): string {
  for (let number = 0; ; number++) {
    const name = combined(table, columns.join("_"), number === 0 ? label : `${label}${number}`);
    if (!isTaken(name)) return name;
  }
}

/** Of the two parts the longer one is cut, byte by byte, never within a character. */
function combined(table: string, columns: string, label: string): string {
  const middle = columns === "" ? "" : "_";
  const room = LONGEST - bytes(label) - 1 - middle.length;
  let [first, second] = [bytes(table), bytes(columns)];
  while (first + second > room) {
    if (first > second) first--;
    else second--;
  }
  return `${cut(table, first)}${middle}${cut(columns, second)}_${label}`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}

function cut(text: string, length: number): string {
  let kept = text;
  while (bytes(kept) > length) kept = [...kept].slice(0, -1).join("");
  return kept;
}
