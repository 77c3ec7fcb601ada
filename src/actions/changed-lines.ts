// The lines in which two texts differ, without those that they begin and end with alike.

const SHOWN = 6;

/** Of each text at most a few, `- ` before those of the first and `+ ` before those of the second. */
export function changedLines(first: string, second: string): readonly string[] {
  const [left, right] = [first.split("\n"), second.split("\n")];
  let start = 0;
  while (start < left.length && left[start] === right[start]) start++;
  let end = 0;
  const most = Math.min(left.length, right.length) - start;
  while (end < most && left.at(-1 - end) === right.at(-1 - end)) end++;
  return [
    ...few(left.slice(start, left.length - end), "-"),
    ...few(right.slice(start, right.length - end), "+"),
  ];
}

function few(lines: readonly string[], sign: string): string[] {
  const rest = lines.length - SHOWN;
  const named = lines.slice(0, SHOWN).map((line) => `${sign} ${line}`);
  return rest > 0 ? [...named, `${sign} … ${rest} more lines`] : named;
}
