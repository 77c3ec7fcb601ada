// A DynamoDB number that a JavaScript number cannot hold: up to 38 digits, kept as text.

/** Holds what `number` would round. It refuses arithmetic, because that would lose digits without a word. */
export class Decimal {
  readonly text: string;

  /** Throws RangeError when `text` is not a number. */
  constructor(text: string) {
    canonicalNumber(text);
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }

  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.text;
    throw new TypeError(`${this.text} has more digits than a JavaScript number holds: use its text`);
  }
}

/** One text per value, so that `1`, `1.0` and `1e0` compare equal; throws RangeError on anything else. */
export function canonicalNumber(text: string): string {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const [, sign, whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (whole + fraction === "") throw new RangeError(`${JSON.stringify(text)} is not a number`);
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === "-" ? "-" : ""}${significant}e${power}`;
}
