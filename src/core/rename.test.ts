import { expect, test } from "vitest";
import { diff } from "./diff.ts";
import { type Fact, makeFact, type Schema } from "./fact.ts";
import { likelyRenames, type RenameWish, renamesOf } from "./rename.ts";

function schemaOf(...facts: readonly Fact[]): Schema {
  return new Map(facts.map((fact) => [fact.key, fact]));
}

const shelf = (name: string, size = 1) => makeFact({ kind: "shelf", path: ["main", name] }, [], { size });
const book = (shelfName: string, name: string) =>
  makeFact({ kind: "book", path: ["main", shelfName, name] }, [], { size: 2 });
const wish = (from: string, to: string): RenameWish => ({
  from: from.split("."),
  to: to.split("."),
  origin: "--rename",
});

test("a wish finds its fact by the end of the path", () => {
  const from = schemaOf(shelf("a"), book("a", "x"));
  const to = schemaOf(shelf("a"), book("a", "y"));
  expect(renamesOf([wish("a.x", "a.y")], from, to)).toEqual([{ from: book("a", "x"), to: "y" }]);
  expect(renamesOf([wish("x", "y")], from, to)).toHaveLength(1);
});

test("a wish that is fulfilled already is left out, one that cannot be meant is an error", () => {
  const now = schemaOf(shelf("b"));
  expect(renamesOf([wish("a", "b")], now, now)).toEqual([]);
  const unknown = expect.objectContaining({ code: "RENAME_UNKNOWN" });
  expect(() => renamesOf([wish("q", "z")], now, now)).toThrow(unknown);
  const two = schemaOf(book("a", "x"), book("b", "x"));
  const after = schemaOf(book("a", "y"), book("b", "y"));
  expect(() => renamesOf([wish("x", "y")], two, after)).toThrow(unknown);
});

test("a fact that went and one that came, alike and alone in their place, are a likely rename", () => {
  const changes = diff(schemaOf(shelf("a"), shelf("p", 2)), schemaOf(shelf("b"), shelf("q", 3)));
  expect(likelyRenames(changes)).toEqual([{ from: shelf("a"), to: shelf("b") }]);
  expect(likelyRenames(diff(schemaOf(shelf("a")), schemaOf(shelf("b"), shelf("c"))))).toEqual([]);
});
