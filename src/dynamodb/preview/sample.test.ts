import { expect, test } from "vitest";
import { chooseSample, intervalOf } from "./sample.ts";

const table = (ItemCount: number) => ({
  ...{ TableName: "t", TableStatus: "ACTIVE", KeySchema: [], AttributeDefinitions: [] },
  ItemCount,
});

test("a small table is read whole", () => {
  expect(chooseSample(table(50_000), 7)).toEqual({ segments: [0, 1, 2, 3], of: 4, seed: null });
  expect(chooseSample(null, 7).seed).toBeNull();
});

test("of a large one different segments are read, the same for the same seed", () => {
  const one = chooseSample(table(1_000_000), 7);
  expect(one).toEqual(chooseSample(table(1_000_000), 7));
  expect(new Set(one.segments).size).toBe(30);
  expect(one.segments).not.toEqual(chooseSample(table(1_000_000), 8).segments);
  expect(chooseSample(table(100_000), 7).segments.length).toBe(200);
});

test("the interval holds the truth in about 95 of 100 samples", () => {
  const all = Array.from({ length: 1_000 }, (_, number) => 80 + ((number * 7_919) % 41));
  const truth = all.reduce((sum, one) => sum + one, 0);
  let hits = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const { segments } = chooseSample(table(400_000), seed);
    const [least, most] = intervalOf(
      segments.map((number) => all[number] ?? 0),
      1_000,
    );
    if (least <= truth && truth <= most) hits++;
  }
  expect(hits).toBeGreaterThan(300 * 0.9);
  expect(hits).toBeLessThan(300);
});
