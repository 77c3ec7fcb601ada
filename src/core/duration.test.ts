import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

test.each([
  ["0", 0],
  ["0s", 0],
  ["500ms", 500],
  ["2s", 2_000],
  ["1.5s", 1_500],
  ["10m", 600_000],
  ["10min", 600_000],
  ["1h", 3_600_000],
  ["1h 30m", 5_400_000],
  ["2d", 172_800_000],
  [" 2 S ", 2_000],
])("%j is %d ms", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each(["", "5", "s", "-1s", "1 week", "1e3s", "0.1ms", "30d", "1toString", "1constructor", "∞", "2s3"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  [0, "0ms"],
  [340.4, "340ms"],
  [999.6, "1s"],
  [2_400, "2.4s"],
  [9_960, "10s"],
  [59_600, "1m"],
  [192_000, "3m 12s"],
  [3_900_000, "1h 5m"],
  [183_600_000, "2d 3h"],
])("%d ms reads %s", (milliseconds, expected) => {
  expect(formatDuration(milliseconds)).toBe(expected);
});

test("what is formatted reads back to within what was left out", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (milliseconds) => {
      const back = parseDuration(formatDuration(milliseconds)) ?? Number.NaN;
      expect(Math.abs(back - milliseconds)).toBeLessThanOrEqual(Math.max(50, milliseconds * 0.051));
    }),
  );
});
