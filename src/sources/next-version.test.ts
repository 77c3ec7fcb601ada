import fc from "fast-check";
import { expect, test } from "vitest";
import { compareVersions, versionKey } from "../core/version.ts";
import { nextVersion } from "./next-version.ts";

const now = new Date("2026-02-19T10:30:00Z");

test.each([
  [[], "001"],
  [["001", "002"], "003"],
  [["1", "2"], "3"],
  [["9"], "10"],
  [["0099", "12"], "0100"],
  [["999"], "1000"],
  [["R:views"], "001"],
  [["20191100000001000000"], "20191100000001000001"],
  [["20240101120000", "001"], "20260219103000"],
  [["20990101120000"], "20990101120001"],
])("after %j comes %s", (existing, expected) => {
  expect(nextVersion(existing, { numbering: "sequence", now })).toBe(expected);
});

test.each([
  [[], "20260219103000"],
  [["001"], "20260219103000"],
  [["20260219103000"], "20260219103001"],
  [["20260219235959"], "20260219235960"],
])("with timestamps, after %j comes %s", (existing, expected) => {
  expect(nextVersion(existing, { numbering: "timestamp", now })).toBe(expected);
});

test("the next version is new and comes last", () => {
  const versions = fc.array(fc.stringMatching(/^[0-9]{1,30}$/));
  fc.assert(
    fc.property(
      versions,
      fc.constantFrom("sequence" as const, "timestamp" as const),
      (existing, numbering) => {
        const next = nextVersion(existing, { numbering, now });
        expect(next).toMatch(/^[0-9]+$/);
        for (const version of existing) expect(compareVersions(version, next)).toBeLessThan(0);
        expect(existing.map(versionKey)).not.toContain(versionKey(next));
      },
    ),
  );
});
