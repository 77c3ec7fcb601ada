import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, versionKey } from "./version.ts";

const digits = fc.stringMatching(/^[0-9]{1,40}$/);
const repeatable = fc.string().map((name) => `R:${name}`);
const version = fc.oneof(digits, repeatable);

test.each([
  ["7", "007", 0],
  ["9", "10", -1],
  ["0", "000", 0],
  ["000", "1", -1],
  ["20260219103000", "024", 1],
  ["99999999999999999998", "99999999999999999999", -1],
  ["R:a", "999", 1],
  ["R:a", "R:b", -1],
  ["R:10", "R:9", -1],
])("%s against %s", (a, b, expected) => {
  expect(Math.sign(compareVersions(a, b))).toBe(expected);
});

test("numbers of any length compare as integers", () => {
  fc.assert(
    fc.property(digits, digits, (a, b) => {
      const [left, right] = [BigInt(a), BigInt(b)];
      expect(Math.sign(compareVersions(a, b))).toBe(left < right ? -1 : left > right ? 1 : 0);
    }),
  );
});

test("the order is total: antisymmetric, transitive, and equal exactly where the keys are", () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
      expect(compareVersions(a, b) === 0).toBe(versionKey(a) === versionKey(b));
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }
    }),
  );
});
