import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diff } from "./diff.ts";
import { type Fact, type FactKey, makeFact, type Schema } from "./fact.ts";
import type { Kind } from "./kind.ts";
import { type Plan, plan } from "./plan.ts";

/** What a statement of the imagined database does. */
type Op =
  | { readonly do: "make"; readonly facts: readonly Fact[] }
  | { readonly do: "drop"; readonly key: FactKey }
  | { readonly do: "set"; readonly fact: Fact };

type Thing = { readonly shape: number; readonly colour: number };

/** `box` holds `item`s, which go with it; `look` needs anything and stands on its own. */
const box: Kind<Op, Thing> = {
  name: "box",
  create: (fact, _scene, parts) => [{ op: { do: "make", facts: [fact, ...parts] } }],
  drop: ({ key }) => [{ op: { do: "drop", key } }],
  alter: { shape: "replace", colour: (to) => [{ op: { do: "set", fact: to } }] },
};
const item: Kind<Op, Thing> = {
  ...box,
  name: "item",
  create: (fact) => [{ op: { do: "make", facts: [fact] } }],
  swallowedBy: ({ needs }) => needs.slice(0, 1),
  foldsInto: ({ needs }) => needs[0],
};
const look: Kind<Op, Thing> = { ...item, name: "look", swallowedBy: () => [], foldsInto: () => undefined };
const KINDS = [box, item, look] as unknown as readonly Kind<Op>[];

/** A database that refuses what a real one refuses; drops take what is swallowed along. */
function run(from: Schema, { steps }: Plan<Op>): Map<FactKey, Fact> {
  const state = new Map(from);
  const insist = (fact: Fact) => {
    for (const key of fact.needs) if (!state.has(key)) throw new Error(`${fact.key} needs ${key}`);
  };
  for (const { op } of steps) {
    if (op.do === "make") {
      for (const fact of op.facts) {
        if (state.has(fact.key)) throw new Error(`${fact.key} is there already`);
        state.set(fact.key, fact);
      }
      op.facts.forEach(insist);
    } else if (op.do === "set") {
      if (!state.has(op.fact.key)) throw new Error(`${op.fact.key} is not there`);
      state.set(op.fact.key, op.fact);
      insist(op.fact);
    } else {
      if (!state.delete(op.key)) throw new Error(`${op.key} is not there`);
      for (const fact of state.values()) {
        if (fact.id.kind === "item" && fact.needs[0] === op.key) state.delete(fact.key);
      }
      state.forEach(insist);
    }
  }
  return state;
}

const planned = (from: Schema, to: Schema) =>
  plan(from, to, { kinds: KINDS, render: JSON.stringify, major: 18 });

function schemaOf(facts: readonly Fact[]): Schema {
  return new Map(facts.map((fact) => [fact.key, fact]));
}

function thing(kind: string, name: string, needs: readonly string[] = [], shape = 0): Fact {
  return makeFact({ kind, path: name.split(".") }, needs, { shape, colour: 0 });
}

/** Random schemas without circles among boxes and looks; items may need any box or look, circles included. */
const schemas: fc.Arbitrary<Schema> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("box", "item", "look"),
      name: fc.integer({ min: 0, max: 5 }),
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      shape: fc.integer({ min: 0, max: 1 }),
      colour: fc.integer({ min: 0, max: 1 }),
    }),
    { maxLength: 14 },
  )
  .map((drafts) => {
    const boxes: Fact[] = [];
    const looks: Fact[] = [];
    const facts = new Map<FactKey, Fact>();
    const add = (list: Fact[], fact: Fact) => {
      if (facts.has(fact.key)) return;
      facts.set(fact.key, fact);
      list.push(fact);
    };
    const pick = (list: readonly Fact[], numbers: readonly number[]) =>
      list.length === 0
        ? []
        : [...new Set(numbers.map((number) => (list[number % list.length] as Fact).key))];
    for (const { kind, name, needs, ...attributes } of drafts) {
      const path = [`${name}`];
      if (kind === "box") add(boxes, makeFact({ kind, path }, [], attributes));
      if (kind === "look")
        add(looks, makeFact({ kind, path }, pick([...boxes, ...looks], needs), attributes));
    }
    for (const { kind, name, needs, ...attributes } of drafts) {
      if (kind !== "item" || boxes.length === 0) continue;
      const home = boxes[name % boxes.length] as Fact;
      const others = pick([...boxes, ...looks], needs).filter((key) => key !== home.key);
      const fact = makeFact({ kind, path: [...home.id.path, `${name}`] }, [home.key, ...others], attributes);
      if (!facts.has(fact.key)) facts.set(fact.key, fact);
    }
    return facts;
  });

describe("a plan", () => {
  it("turns any schema into any other, in an order that a database accepts", () => {
    fc.assert(
      fc.property(schemas, schemas, (from, to) => {
        const after = run(from, planned(from, to));
        expect(diff(after, to)).toEqual([]);
        expect(planned(to, to).steps).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is the same whatever the order of the facts", () => {
    fc.assert(
      fc.property(schemas, schemas, (from, to) => {
        const turned = (schema: Schema) => new Map([...schema].reverse());
        const text = ({ steps }: Plan<Op>) => steps.map((step) => step.text.length + step.fact);
        expect(text(planned(turned(from), turned(to)))).toEqual(text(planned(from, to)));
      }),
      { numRuns: 300 },
    );
  });

  it("writes parts into their whole, and takes them out where they would close a circle", () => {
    const to = schemaOf([
      thing("box", "a"),
      thing("box", "b"),
      thing("item", "a.x", ["box a", "box b"]),
      thing("item", "b.y", ["box b", "box a"]),
      thing("item", "b.z", ["box b"]),
    ]);
    const { steps } = planned(new Map(), to);
    expect(steps.map(({ fact }) => fact)).toEqual(["box a", "box b", "item a.x", "item b.y"]);
  });

  it("drops what goes with another thing by dropping that alone", () => {
    const from = schemaOf([
      thing("box", "a"),
      thing("item", "a.x", ["box a"]),
      thing("item", "a.y", ["box a"]),
    ]);
    expect(planned(from, new Map()).steps.map(({ text }) => text)).toEqual(['{"do":"drop","key":"box a"}']);
  });

  it("rebuilds what needs a thing that cannot be altered, and says why", () => {
    const before = schemaOf([
      thing("box", "a"),
      thing("look", "v", ["box a"]),
      thing("look", "w", ["look v"]),
    ]);
    const after = schemaOf([
      thing("box", "a", [], 1),
      thing("look", "v", ["box a"]),
      thing("look", "w", ["look v"]),
    ]);
    const { steps, changes } = planned(before, after);
    expect(changes).toHaveLength(1);
    expect(steps.map(({ change, fact, because }) => [change, fact, because])).toEqual([
      ["drop", "look w", "look v"],
      ["drop", "look v", "box a"],
      ["drop", "box a", undefined],
      ["create", "box a", undefined],
      ["create", "look v", "box a"],
      ["create", "look w", "look v"],
    ]);
  });

  it("names the facts of a circle that nothing opens", () => {
    const to = schemaOf([thing("look", "v", ["look w"]), thing("look", "w", ["look v"])]);
    expect(() => planned(new Map(), to)).toThrow(expect.objectContaining({ code: "PLAN_CIRCLE" }));
  });

  it("opens a circle with a placeholder, at both ends", () => {
    const bare = (fact: Fact): Fact => ({ ...fact, needs: [] });
    const veil: Kind<Op> = {
      ...(look as unknown as Kind<Op>),
      name: "veil",
      placeholder: {
        make: (fact) => [{ op: { do: "make", facts: [bare(fact)] } }],
        complete: (fact) => [{ op: { do: "set", fact } }],
        empty: (fact) => [{ op: { do: "set", fact: bare(fact) } }],
      },
    };
    const options = { kinds: [...KINDS, veil], render: JSON.stringify, major: 18 };
    const circle = schemaOf([
      thing("veil", "b", ["look a"]),
      thing("look", "a", ["look c"]),
      thing("look", "c", ["veil b"]),
      thing("look", "d", ["veil b"]),
    ]);
    const there = plan(new Map(), circle, options);
    expect(diff(run(new Map(), there), circle)).toEqual([]);
    // Who is not in the circle sees the whole.
    expect(there.steps.map(({ op, fact }) => `${op.do} ${fact}`)).toEqual([
      "make veil b",
      "make look c",
      "make look a",
      "set veil b",
      "make look d",
    ]);
    expect(run(circle, plan(circle, new Map(), options)).size).toBe(0);
  });
});
