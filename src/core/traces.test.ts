// What each of a few migrations writes, and what of it is there.
import { expect, test } from "vitest";
import { type Fact, makeFact, type Schema } from "./fact.ts";
import { tracesOf, type Writes, writesOf } from "./traces.ts";

const PARTED = new Set(["box"]);

function box(name: string, attributes: Record<string, string> = {}, needs: readonly string[] = []): Fact {
  return makeFact({ kind: "box", path: [name] }, needs, attributes);
}

function schemaOf(...facts: readonly Fact[]): Schema {
  return new Map(facts.map((fact) => [fact.key, fact]));
}

/** What the states of a replay write, one after the other. */
function writesBetween(states: readonly Schema[]): readonly Writes[] {
  return states.slice(1).map((state, index) => writesOf(states[index] as Schema, state, PARTED));
}

interface Wish {
  readonly states: readonly Schema[];
  readonly live: Schema;
  readonly names?: (index: number, fact: Fact) => boolean;
  readonly conditional?: (index: number) => boolean;
  readonly follows?: (index: number, fact: Fact) => boolean;
}

function verdicts({
  states,
  live,
  names = () => false,
  conditional = () => false,
  follows = () => false,
}: Wish): string[] {
  const before = states[0] as Schema;
  const traces = tracesOf({ before, live, writes: writesBetween(states), names, conditional, follows });
  return traces.map(({ there, absent }) =>
    there.length > 0 ? (absent.length > 0 ? "partly" : "applied") : absent.length > 0 ? "not" : "unknown",
  );
}

test("a prefix, a subset, and none", () => {
  const states = [schemaOf(), schemaOf(box("a")), schemaOf(box("a"), box("b"))];
  expect(verdicts({ states, live: schemaOf(box("a")) })).toEqual(["applied", "not"]);
  expect(verdicts({ states, live: schemaOf(box("b")) })).toEqual(["not", "applied"]);
  expect(verdicts({ states, live: schemaOf() })).toEqual(["not", "not"]);
});

test("what was made and taken away again says nothing by itself", () => {
  const states = [schemaOf(), schemaOf(box("a")), schemaOf()];
  expect(verdicts({ states, live: schemaOf() })).toEqual(["unknown", "unknown"]);
  expect(verdicts({ states, live: schemaOf(box("a")) })).toEqual(["applied", "not"]);
});

test("what is known of one file narrows what can be of another", () => {
  const states = [
    schemaOf(),
    schemaOf(box("a"), box("b", { colour: "blue" })),
    schemaOf(box("b", { colour: "blue" })),
    schemaOf(box("b", { colour: "red" })),
  ];
  const live = schemaOf(box("b", { colour: "blue" }));
  // The first made b, so a was there, too, and the second took it away.
  expect(verdicts({ states, live })).toEqual(["applied", "applied", "not"]);
});

test("attributes tell later writers from earlier ones", () => {
  const states = [
    schemaOf(),
    schemaOf(box("a", { colour: "red" })),
    schemaOf(box("a", { colour: "blue" })),
    schemaOf(box("a", { colour: "red" })),
  ];
  expect(verdicts({ states, live: schemaOf(box("a", { colour: "blue" })) })).toEqual([
    "applied",
    "applied",
    "not",
  ]);
  expect(verdicts({ states, live: schemaOf(box("a", { colour: "red" })) })[0]).toBe("applied");
  // Somebody's own colour.
  expect(verdicts({ states, live: schemaOf(box("a", { colour: "green" })) })).toEqual([
    "applied",
    "unknown",
    "unknown",
  ]);
});

test("a file that may have done the same is never ruled out", () => {
  const states = [schemaOf(), schemaOf(box("a")), schemaOf(box("a"))];
  const live = schemaOf(box("a"));
  expect(verdicts({ states, live })).toEqual(["applied", "unknown"]);
  expect(verdicts({ states, live, names: (index) => index === 1 })).toEqual(["unknown", "unknown"]);
});

test("what may run without an effect is not missed where its ground is missing", () => {
  const lid = box("lid", {}, ["box a"]);
  const states = [schemaOf(), schemaOf(box("a")), schemaOf(box("a"), lid)];
  expect(verdicts({ states, live: schemaOf() })).toEqual(["not", "not"]);
  expect(verdicts({ states, live: schemaOf(), conditional: (index) => index === 1 })).toEqual([
    "not",
    "unknown",
  ]);
});

test("what only follows from another change shows nothing", () => {
  const states = [
    schemaOf(box("a", { colour: "red" }), box("b", { colour: "red" })),
    schemaOf(box("a", { colour: "blue" }), box("b", { colour: "dark" })),
  ];
  const live = schemaOf(box("a", { colour: "blue" }), box("b", { colour: "red" }));
  expect(verdicts({ states, live })).toEqual(["partly"]);
  expect(verdicts({ states, live, follows: (_, { id }) => id.path[0] === "b" })).toEqual(["applied"]);
});

test("some of it is there, some is not", () => {
  const states = [schemaOf(), schemaOf(box("a"), box("b"))];
  expect(verdicts({ states, live: schemaOf(box("a")) })).toEqual(["partly"]);
});
