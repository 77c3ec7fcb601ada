import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalNumber, Decimal } from "./decimal.ts";

test.each([
  ["0", "0"],
  ["-0", "0"],
  ["0.000", "0"],
  ["1", "1e0"],
  ["1.0", "1e0"],
  ["+1", "1e0"],
  ["10", "1e1"],
  ["1e1", "1e1"],
  ["0.1E2", "1e1"],
  ["-0012.3400", "-1234e-2"],
  [".5", "5e-1"],
  ["5.", "5e0"],
])("%s is %s", (text, canonical) => {
  expect(canonicalNumber(text)).toBe(canonical);
});

test.each(["", ".", "-", "e5", "1e", "1e1.5", "0x10", "NaN", "Infinity", "1 ", "1_000"])(
  "%j is no number",
  (text) => {
    expect(() => new Decimal(text)).toThrow(RangeError);
  },
);

test("one text per value: shifting the point changes nothing", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.integer({ min: 0, max: 40 }), (digits, places) => {
      const plain = canonicalNumber(String(digits));
      expect(canonicalNumber(`${digits}${"0".repeat(places)}e-${places}`)).toBe(plain);
      expect(canonicalNumber(`${digits}.${"0".repeat(places)}`)).toBe(plain);
    }),
  );
});

test("every double keeps its value", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(Number(canonicalNumber(String(number)))).toBe(number === 0 ? 0 : number);
    }),
  );
});

test("a Decimal is text to people, and refuses to be rounded", () => {
  const decimal = new Decimal("12345678901234567890.5");
  expect(`${decimal}`).toBe("12345678901234567890.5");
  expect(JSON.stringify({ decimal })).toBe('{"decimal":"12345678901234567890.5"}');
  expect(() => Number(decimal) + 1).toThrow(TypeError);
});
