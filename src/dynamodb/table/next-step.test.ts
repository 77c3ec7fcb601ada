// Plans of tables as pure functions: they arrive from anywhere, in an order in which nothing is missed on the way.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextStep, planTable } from "./next-step.ts";
import type { IndexWish, TableWish } from "./public.ts";
import type { TableState } from "./state.ts";
import { applyStep, inverseOf, stepInWords } from "./step.ts";
import { wantedIndex, wantedSettings, wantedTable, wholeState } from "./wish.ts";

const KEYS = { partitionKey: { name: "PK", type: "S" }, sortKey: { name: "SK", type: "S" } } as const;
const index = (name: string, type: "S" | "N" = "S"): IndexWish => ({ partitionKey: { name, type } });

function words(from: TableWish | null, to: TableWish): string[] {
  const state = from && wholeState(wantedTable("t", from));
  return planTable(state, wantedTable("t", to)).map(stepInWords);
}

describe("a plan of a table", () => {
  it("makes what is new before it drops what goes, and protects first", () => {
    const from: TableWish = {
      ...KEYS,
      globalIndexes: { old: index("a"), both: index("b") },
      capacity: { mode: "provisioned", read: 5, write: 5 },
      deletionProtection: true,
    };
    const to: TableWish = {
      ...KEYS,
      globalIndexes: { both: index("b"), new: index("c") },
      capacity: "on-demand",
      deletionProtection: false,
      pointInTimeRecovery: true,
      tags: { team: "a" },
    };
    expect(words(from, to)).toEqual([
      "set point-in-time recovery on t",
      "set on-demand capacity on t",
      "add index new (c S) to t",
      "set tags +team on t",
      "drop index old of t",
      "set no deletion protection on t",
    ]);
    expect(words(to, from)).toEqual([
      "set deletion protection on t",
      "add index old (a S) to t",
      "drop index new of t",
      "set provisioned capacity of 5 read and 5 write units on t",
    ]);
  });

  it("drops an index first that is in the way: of the same name, or with another type of the key", () => {
    const from: TableWish = { ...KEYS, globalIndexes: { x: index("a"), y: index("b") } };
    expect(words(from, { ...KEYS, globalIndexes: { x: index("c"), y: index("b") } })).toEqual([
      "drop index x of t",
      "add index x (c S) to t",
    ]);
    expect(words(from, { ...KEYS, globalIndexes: { y: index("b"), z: index("a", "N") } })).toEqual([
      "drop index x of t",
      "add index z (a N) to t",
    ]);
  });

  it("goes by way of off, where DynamoDB does", () => {
    const from: TableWish = { ...KEYS, stream: "KEYS_ONLY", timeToLive: "a", replicas: [] };
    expect(words(from, { ...KEYS, stream: "NEW_IMAGE", timeToLive: "b" })).toEqual([
      "set no time to live on t",
      "set time to live b on t",
      "set no stream on t",
      "set stream NEW_IMAGE on t",
    ]);
  });

  it("adds replicas one by one before it takes one away, and wants a stream for them", () => {
    const base: TableWish = { ...KEYS, stream: "NEW_AND_OLD_IMAGES" };
    expect(words({ ...base, replicas: ["a"] }, { ...base, replicas: ["b", "c"] })).toEqual([
      "set replica in b on t",
      "set replica in c on t",
      "set no replica in a on t",
    ]);
    expect(() => words(null, { ...KEYS, replicas: ["b"] })).toThrow("without a stream of NEW_AND_OLD_IMAGES");
  });

  it("refuses what no step can do", () => {
    const other: TableWish = { partitionKey: { name: "PK", type: "N" } };
    expect(() => words(KEYS, other)).toThrow("keys of a table never change");
    expect(() => words(KEYS, { ...KEYS, localIndexes: { l: KEYS } })).toThrow(
      "makes those with the table only",
    );
    expect(() => words(null, { ...KEYS, globalIndexes: { x: index("PK", "N") } })).toThrow(
      "PK is S in one key of t and N in another",
    );
    expect(() => nextStep(null, wantedSettings("t", { stream: null }))).toThrow("there is no table t");
  });

  it.each<[object, string]>([
    [{ partitionKey: { name: "PK" } }, "a key without a name and a type"],
    [{ ...KEYS, projektion: "ALL" }, "`projektion`, which is unknown"],
    [{ ...KEYS, projection: "SOME" }, "a projection that is none"],
    [{ sortKey: { name: "SK", type: "S" } }, "no partition key"],
    [{ ...KEYS, capacity: { read: 0 } }, "no whole number from 1"],
  ])("is told what is wrong with an index: %j", (wish, message) => {
    expect(() => wantedIndex("t", { name: "x", index: wish as IndexWish })).toThrow(message);
  });

  it("gives a new index units of its own", () => {
    const state = wholeState(
      wantedTable("t", { ...KEYS, capacity: { mode: "provisioned", read: 5, write: 5 } }),
    );
    const add = { name: "x", index: { ...index("a"), capacity: { read: 2, write: 3 } } };
    expect(nextStep(state, wantedIndex("t", add))).toMatchObject({ units: { read: 2, write: 3 } });
    const become = wantedTable("t", { ...KEYS, globalIndexes: { x: add.index } });
    expect(nextStep(state, become)).toMatchObject({ units: { read: 2, write: 3 } });
  });

  it("is told what is wrong with settings", () => {
    const set = (wish: unknown) => () => wantedSettings("t", wish as object);
    expect(set({ steam: null })).toThrow("`steam`, which is unknown");
    expect(set(null)).toThrow("not described by an object");
    expect(set({ capacity: { mode: "provisioned", read: 5 } })).toThrow("neither on demand nor provisioned");
    expect(set({ capacity: "much" })).toThrow("neither on demand nor provisioned");
  });
});

const anyIndexes = fc.dictionary(
  fc.constantFrom("one", "two", "three"),
  fc.record({
    partitionKey: fc.record({ name: fc.constantFrom("a", "b"), type: fc.constant("S" as const) }),
    projection: fc.constantFrom("ALL" as const, "KEYS_ONLY" as const),
  }),
);
const anyTable: fc.Arbitrary<TableWish> = fc.record({
  ...{ partitionKey: fc.constant(KEYS.partitionKey), sortKey: fc.constant(KEYS.sortKey) },
  globalIndexes: anyIndexes,
  capacity: fc.oneof(
    fc.constant("on-demand" as const),
    fc.record({
      mode: fc.constant("provisioned" as const),
      read: fc.integer({ min: 1, max: 3 }),
      write: fc.constant(2),
    }),
  ),
  stream: fc.constantFrom(null, "KEYS_ONLY" as const, "NEW_IMAGE" as const),
  timeToLive: fc.constantFrom(null, "x", "y"),
  tags: fc.dictionary(fc.constantFrom("k", "l"), fc.constantFrom("1", "2")),
  encryption: fc.constantFrom(null, "kms", "arn:1"),
  deletionProtection: fc.boolean(),
  pointInTimeRecovery: fc.boolean(),
});

describe("any two tables", () => {
  it("have a plan that arrives, comes back step by step, and keeps what both have", () => {
    fc.assert(
      fc.property(anyTable, anyTable, (from, to) => {
        const start = wholeState(wantedTable("t", from));
        const wanted = wantedTable("t", to);
        const states: (TableState | null)[] = [start];
        const steps = planTable(start, wanted);
        for (const step of steps) states.push(applyStep(states.at(-1) ?? null, step));
        expect(nextStep(states.at(-1) ?? null, wanted)).toBeNull();
        const kept = Object.keys(start.globalIndexes).filter((name) => {
          const [a, b] = [start.globalIndexes[name], wanted.globalIndexes[name]];
          return JSON.stringify(a) === JSON.stringify(b);
        });
        for (const state of states)
          expect(Object.keys(state?.globalIndexes ?? {})).toEqual(expect.arrayContaining(kept));
        let back = states.at(-1) ?? null;
        for (const step of steps.toReversed()) {
          const inverse = inverseOf(step);
          if (inverse) back = applyStep(back, inverse);
        }
        expect(planTable(back, wantedTable("t", from))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
