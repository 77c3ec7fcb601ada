import fc from "fast-check";
import { expect, test } from "vitest";
import { idOf, keyOf, sameValue } from "./fact.ts";

test("a key tells any two paths apart", () => {
  const paths = fc.array(fc.string({ unit: fc.constantFrom("a", ".", '"', " ", "") }), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(paths, paths, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(keyOf("k", one) === keyOf("k", other)).toBe(same);
    }),
    { numRuns: 2_000 },
  );
});

test("a key is what a person would write", () => {
  expect(keyOf("column", ["public", "users", "e mail"])).toBe("column public.users.e mail");
  expect(keyOf("column", ["public", "a.b", 'c"d'])).toBe('column public."a.b"."c""d"');
});

test("lists are compared by value", () => {
  expect(sameValue(["a", "b"], ["a", "b"])).toBe(true);
  expect(sameValue(["a", "b"], ["b", "a"])).toBe(false);
  expect(sameValue(["a"], "a")).toBe(false);
  expect(sameValue(null, [])).toBe(false);
  expect(sameValue(undefined, null)).toBe(false);
});

test("a key tells what it was made of", () => {
  const paths = fc.array(fc.string({ unit: fc.constantFrom("a", ".", '"', " ", "") }), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(paths, (path) => {
      expect(idOf(keyOf("materialized-view", path))).toEqual({ kind: "materialized-view", path });
    }),
    { numRuns: 2_000 },
  );
});
