import { expect, test } from "vitest";
import { makeFact, type Schema } from "../core/fact.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import { migrationText, type TextOptions } from "./migration-text.ts";

function step(text: string, fact: string, more: Partial<PlannedStep> = {}): PlannedStep {
  return {
    op: null,
    text,
    fact,
    change: "create",
    transaction: "shared",
    rewrites: false,
    scans: false,
    ...more,
  };
}

function schemaOf(
  ...facts: readonly (readonly [kind: string, path: string, needs: readonly string[]])[]
): Schema {
  return new Map(
    facts.map(([kind, path, needs]) => {
      const fact = makeFact({ kind, path: path.split(".") }, needs, {});
      return [fact.key, fact];
    }),
  );
}

function textOf(steps: readonly PlannedStep[], more: Partial<TextOptions> = {}): string {
  return migrationText(steps, { made: new Map(), repeated: new Set(), comments: [], ...more });
}

test("what is made for a new table stands behind it, but not before what it needs", () => {
  const made = schemaOf(
    ["index", "p.a_i", ["table p.a"]],
    ["constraint", "p.a.fk", ["table p.a", "column p.b.id"]],
    ["comment", "table.p.a", ["table p.a"]],
  );
  const on = { relation: "table p.a" };
  const steps = [
    step("table a", "table p.a"),
    step("table b", "table p.b"),
    step("index on a", "index p.a_i", on),
    step("key of a to b", "constraint p.a.fk", on),
    step("comment on a", "comment table.p.a"),
  ];
  expect(textOf(steps, { made })).toBe(
    "table a;\nindex on a;\n\ntable b;\n\nkey of a to b;\ncomment on a;\n",
  );
});

test("what does not commit together says so, and one statement alone needs no words", () => {
  const own = { transaction: "own" } as const;
  const none = { transaction: "none" } as const;
  const steps = [
    step("one", "table p.a", { change: "alter", ...own }),
    step("two", "table p.a", { change: "alter" }),
    step("three", "table p.a", { change: "alter" }),
    step("four", "index p.i", { change: "alter", ...none }),
    step("five", "table p.a", { change: "alter" }),
  ];
  expect(textOf(steps)).toBe("begin;\none;\ncommit;\n\nbegin;\ntwo;\nthree;\ncommit;\n\nfour;\n\nfive;\n");
});

test("comments: what is lost, what comes back without it, what fails with rows, and where", () => {
  const drop = step("drop", "column p.a.x", { change: "drop", losesData: "the values of the column" });
  const again = step("view", "view p.v", { because: "column p.a.x" });
  const comments = [
    { text: "fails\nhere", step: { number: 2, of: 2 } },
    { text: "somewhere", step: { number: 1, of: 9 } },
  ];
  expect(textOf([drop, again], { comments })).toBe(
    "-- somewhere\n\n-- LOSES DATA: the values of the column\ndrop;\n\n" +
      "-- made again because of column p.a.x\n-- fails here\nview;\n",
  );
  const lostBefore = new Map([["column p.a.x", "the values of the column"]]);
  expect(textOf([step("add", "column p.a.x")], { lostBefore })).toBe(
    "-- comes back without the values of the column\nadd;\n",
  );
});

test("what a repeatable makes need not be there, and bodies may name what comes later", () => {
  const steps = [
    step("drop materialized view p.v", "materialized-view p.v", { change: "drop" }),
    step("create function p.f()", 'function p.f.""'),
    step("create table p.t ()", "table p.t"),
  ];
  expect(textOf(steps, { repeated: new Set(["materialized-view p.v"]) })).toBe(
    "set check_function_bodies = off;\n\ndrop materialized view if exists p.v;\n\ncreate function p.f();\n\ncreate table p.t ();\n",
  );
});
