import { expect, it } from "vitest";
import { type Fact, makeFact, type Schema } from "../../core/fact.ts";
import { plan } from "../../core/plan.ts";
import { KINDS } from "../kinds.ts";
import { column } from "./column.ts";
import { composite } from "./composite.ts";
import { table } from "./table.ts";

function schemaWith(names: readonly string[], type: string): Schema {
  const attributes = { names, types: names.map(() => "integer"), collations: names.map(() => "") };
  const pair = makeFact({ kind: composite.name, path: ["public", "pair"] }, [], attributes);
  const holder = makeFact({ kind: table.name, path: ["public", "t"] }, [], {});
  const held: Fact = makeFact({ kind: column.name, path: ["public", "t", "c"] }, [holder.key, pair.key], {
    type,
    inherited: false,
    generated: null,
    collation: null,
  });
  return new Map([pair, holder, held].map((fact) => [fact.key, fact]));
}

function planned(type: string): string[] {
  const [from, to] = [schemaWith(["a", "b"], type), schemaWith(["b", "a"], type)];
  return plan(from, to, { kinds: KINDS, render: ({ text }) => text, major: 18 }).steps.map(
    ({ text }) => text,
  );
}

it("hands each attribute over by its name when they change places", () => {
  expect(planned("public.pair").join("\n")).toContain("row((c).b, (c).a)::public.pair");
});

it("refuses to move attributes where only the text of a value could be taken", () => {
  expect(() => planned("public.pair[]")).toThrow(
    expect.objectContaining({ code: "NOT_SUPPORTED", message: expect.stringContaining("column public.t.c") }),
  );
});
