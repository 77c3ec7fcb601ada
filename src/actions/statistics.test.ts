import { expect, test } from "vitest";
import type { Extent } from "../core/estimate.ts";
import { keyOf } from "../core/fact.ts";
import { readStatistics, statisticsOf } from "./statistics.ts";

const extent: Extent = {
  bytes: 1,
  totalBytes: 2,
  rows: null,
  lookups: [{ bytes: 3, method: "gin", collated: true }],
  writes: 4,
  reads: 6,
  counted: 7,
};
const extents = new Map([
  [keyOf("table", ["shop", 'odd."name']), extent],
  [keyOf("materialized-view", ["public", "m"]), { ...extent, rows: 5 }],
]);

test("what is written is read again, whatever tables are called", () => {
  const written = JSON.stringify({ tables: statisticsOf(extents) });
  expect(new Map([...readStatistics(`\uFEFF${written}`, "s.json")].sort())).toEqual(
    new Map([...extents].sort()),
  );
});

test.each(["", "null", "[]", '{"tables":{}}', '{"tables":[null]}', '{"tables":[{"kind":"table"}]}'])(
  "%s is refused by its name",
  (text) => {
    expect(() => readStatistics(text, "s.json")).toThrow(/^s\.json (?:is not JSON|holds no statistics)/);
  },
);

test("a negative size is none", () => {
  const [first] = statisticsOf(extents);
  const text = JSON.stringify({ tables: [{ ...first, bytes: -1 }] });
  expect(() => readStatistics(text, "s.json")).toThrow("tables[0]");
});
