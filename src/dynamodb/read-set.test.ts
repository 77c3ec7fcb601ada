import fc from "fast-check";
import { expect, test } from "vitest";
import type { Item } from "../core/module-dynamo.ts";
import { watchReads } from "./read-set.ts";

interface League {
  a?: number;
  b?: number;
  map: Record<string, unknown>;
  list: unknown[];
  moved?: unknown;
  tags: Set<string>;
}

const league = (): League => ({
  a: 1,
  map: { x: 1, y: { z: 2 } },
  list: [{ q: 1 }, 2],
  tags: new Set(["t"]),
});

function readsOf(change: (item: League) => object): string[] {
  const watched = watchReads(league() as unknown as Item);
  const { reads } = watched.settle(change(watched.item as unknown as League));
  return reads.map(({ path, saw }) => `${path.join(".")} ${saw}`).sort();
}

test.each<[string, (item: League) => object, string[]]>([
  ["nothing", (item) => item, []],
  ["a value", (item) => ({ PK: item.a }), ["a value"]],
  ["an absent value", (item) => (item.b === undefined ? item : {}), ["b value"]],
  ["whether there is one", (item) => ("b" in item ? {} : item), ["b value"]],
  ["an entry", (item) => ({ k: item.map.x }), ["map shape", "map.x value"]],
  [
    "an entry deep inside",
    (item) => ({ k: (item.map.y as { z: number }).z }),
    ["map shape", "map.y shape", "map.y.z value"],
  ],
  ["that a map is there", (item) => (item.map ? item : {}), ["map shape"]],
  [
    "the names in a map",
    (item) => ({ k: Object.keys(item.map).length }),
    ["map value", "map.x value", "map.y shape"],
  ],
  ["a copied map", (item) => ({ k: { ...item.map, n: 1 } }), ["map value", "map.x value", "map.y value"]],
  ["a map moved elsewhere", (item) => ({ moved: item.map.y }), ["map shape", "map.y value"]],
  ["a map left where it is", (item) => ({ map: item.map }), ["map shape"]],
  ["a list", (item) => ({ k: item.list[1] }), ["list value"]],
  ["a set", (item) => ({ k: item.tags.size }), ["tags value"]],
])("sees %s", (_, change, reads) => {
  expect(readsOf(change)).toEqual(reads);
});

test("a write is no read, and stays", () => {
  const watched = watchReads(league() as unknown as Item);
  const item = watched.item as unknown as League;
  item.a = 2;
  item.map.n = { deep: true };
  delete item.map.x;
  const { result, reads } = watched.settle(item);
  expect(result).toEqual({ ...league(), a: 2, map: { y: { z: 2 }, n: { deep: true } } });
  expect(reads).toEqual([{ path: ["map"], saw: "shape" }]);
});

test("lists change in place, and count as read", () => {
  const watched = watchReads(league() as unknown as Item);
  const item = watched.item as unknown as League;
  item.list.push(3);
  const { result, reads } = watched.settle(item);
  expect(result.list).toEqual([{ q: 1 }, 2, 3]);
  expect(reads).toEqual([{ path: ["list"], saw: "value" }]);
});

test("what a function sees is the item itself", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (item) => {
      const watched = watchReads(structuredClone(item) as Item);
      expect(JSON.stringify(watched.item)).toBe(JSON.stringify(item));
      expect({ ...watched.item }).toEqual(item);
      expect(watched.settle(watched.item).result).toEqual(item);
    }),
  );
});
