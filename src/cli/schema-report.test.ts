import { expect, test } from "vitest";
import type { Change } from "../core/diff.ts";
import { type Fact, makeFact } from "../core/fact.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import { schemaReport, sqlOf } from "./schema-report.ts";

const WORDS = { same: "no differences", changes: "a → b", sql: "SQL" };
const screen = {
  width: () => 80,
  interactive: false,
  paint: (colour: string, text: string) => `<${colour}>${text}</>`,
  write: () => undefined,
} as unknown as Parameters<typeof schemaReport>[2];
const plain = { ...screen, paint: (_colour: string, text: string) => text } as typeof screen;

function fact(kind: string, path: readonly string[], attributes = {}, needs: readonly string[] = []): Fact {
  return makeFact({ kind, path }, needs, attributes);
}

function step(about: Partial<PlannedStep>): PlannedStep {
  const usual = {
    op: null,
    text: "select 1",
    change: "alter",
    fact: "column s.t.c",
    transaction: "shared",
  } as const;
  return { ...usual, rewrites: false, scans: false, ...about };
}

const changes: readonly Change[] = [
  { type: "drop", from: fact("index", ["s", "i"], {}, ["column s.t.c"]) },
  { type: "create", to: fact("table", ["s", "new"]) },
  { type: "create", to: fact("column", ["s", "new", "a"]) },
  { type: "create", to: fact("column", ["s", "new", "b"]) },
  {
    type: "alter",
    from: fact("column", ["s", "t", "c"], { type: "text", notNull: true }),
    to: fact("column", ["s", "t", "c"], { type: "int", notNull: true }),
    attributes: ["type"],
  },
  { type: "create", to: fact("comment", ["column", "s", "t", "c"], { text: "x" }) },
  { type: "drop", from: fact("owner", ["table", "s", "t"], { role: "x" }) },
];

test("changes stand with their table; what comes with a new one is counted", () => {
  const report = schemaReport({ database: null, changes, steps: [], findings: [] }, WORDS, plain);
  expect(report).toMatchInlineSnapshot(`
    "a → b

    s.new
      + table with 2 columns

    s.t
      - index i
      ~ column c
          type: text -> int
      + comment on column c
      - owner of table
    "
  `);
});

test("every sign and both values have a colour", () => {
  const report = schemaReport({ database: null, changes, steps: [], findings: [] }, WORDS, screen);
  expect(report).toContain("<red>-</> index i");
  expect(report).toContain("<yellow>~</> column c\n      type: <red>text</> -> <green>int</>");
  expect(report).toContain("<green>+</> comment on column c");
});

test("above a statement stands what it costs, and which change makes it necessary", () => {
  const steps = [
    step({ text: "one" }),
    step({ text: "two", lock: "SHARE", relation: 'table s."odd.name"', scans: true, transaction: "none" }),
    step({
      text: "three",
      because: "column s.t.d",
      lock: "ACCESS EXCLUSIVE",
      rewrites: true,
      losesData: "all\nof it",
    }),
  ];
  expect(sqlOf(steps)).toBe("one;\ntwo;\nthree;\n");
  expect(schemaReport({ database: null, changes, steps, findings: [] }, WORDS, plain)).toContain(
    [
      "SQL",
      "",
      "one;",
      '-- locks s."odd.name" (SHARE); reads all of it; cannot run in a transaction',
      "two;",
      "-- because of column s.t.d; locks s.t (ACCESS EXCLUSIVE); rewrites it; LOSES DATA: all of it",
      "three;",
    ].join("\n"),
  );
});

test("what was not compared is said, and then nothing is simply the same", () => {
  const none = { database: null, changes: [], steps: [] };
  expect(schemaReport({ ...none, findings: [] }, WORDS, plain)).toBe("no differences\n");
  const findings = [
    { rule: "r", severity: "note", message: "unimportant" },
    {
      rule: "r",
      severity: "warning",
      message: "left out",
      hint: "do this",
      at: { file: "a.sql", line: 2, column: 3 },
    },
  ] as const;
  expect(schemaReport({ ...none, findings }, WORDS, plain)).toBe(
    "no differences, as far as it was compared\n\n! a.sql:2:3: left out\n  hint: do this\n",
  );
});
