import fc from "fast-check";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { migrationOf } from "../../test/support/migration-of.ts";
import { inOrder } from "./order.ts";
import { compareVersions } from "./version.ts";

function ordered(needs: Readonly<Record<string, readonly string[]>>): string[] {
  return inOrder(Object.entries(needs).map(([version, depends]) => migrationOf(version, { depends }))).map(
    ({ version }) => version,
  );
}

test("versions order, repeatables come last", () => {
  expect(ordered({ "R:b": [], "10": [], "9": [], "R:a": [], "001": [] })).toEqual([
    "001",
    "9",
    "10",
    "R:a",
    "R:b",
  ]);
});

test("what is needed comes first, and everything else stays where it was", () => {
  expect(ordered({ "001": ["004"], "002": [], "003": [], "004": [] })).toEqual(["004", "001", "002", "003"]);
  expect(ordered({ "001": ["3"], "002": [], "003": ["004"], "004": [] })).toEqual([
    "004",
    "003",
    "001",
    "002",
  ]);
});

test("a version may be written with other zeros in Depends", () => {
  expect(ordered({ "001": ["0002"], "002": [] })).toEqual(["002", "001"]);
});

test("unknown versions and circles are errors that name the file", async () => {
  expect(await failureOf(() => ordered({ "001": ["007"] }))).toMatchObject({
    code: "DEPENDS_UNKNOWN",
    message: "001_x depends on 007, which does not exist",
    at: { file: "migrations/001_x.sql" },
  });
  expect(await failureOf(() => ordered({ "001": ["002"], "002": ["003"], "003": ["001"] }))).toMatchObject({
    code: "DEPENDS_CYCLE",
    message: "these migrations depend on each other: 001 -> 002 -> 003 -> 001",
  });
  expect(await failureOf(() => ordered({ "001": ["001"] }))).toMatchObject({ code: "DEPENDS_CYCLE" });
});

test("whatever depends on what came before is simply sorted, and every order keeps every need", () => {
  const count = 12;
  // Edges only from later to earlier, or only from earlier to later: no circle either way.
  const edges = fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).filter(([a, b]) => a < b));
  fc.assert(
    fc.property(edges, fc.boolean(), (pairs, forwards) => {
      const migrations = Array.from({ length: count }, (_, index) => {
        const depends = pairs
          .filter((pair) => pair[forwards ? 0 : 1] === index)
          .map((pair) => `${pair[forwards ? 1 : 0]}`);
        return migrationOf(String(index), { depends });
      });
      const result = inOrder([...migrations].reverse());
      const place = new Map(result.map(({ version }, index) => [version, index]));
      expect(place.size).toBe(count);
      for (const { version, header } of result) {
        for (const needed of header.depends) expect(place.get(needed)).toBeLessThan(place.get(version) ?? -1);
      }
      if (!forwards)
        expect(result).toEqual([...migrations].sort((a, b) => compareVersions(a.version, b.version)));
    }),
  );
});
