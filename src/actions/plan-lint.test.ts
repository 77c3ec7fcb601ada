import { expect, test } from "vitest";
import { rehearsedStep } from "../../test/support/rehearsed-step.ts";
import type { Finding } from "../core/finding.ts";
import { combined } from "./plan-lint.ts";
import type { RehearsedMigration, RehearsedStep } from "./rehearsed-step.ts";

const FILE = "002.sql";
const at = (line: number, column = 1) => ({ file: FILE, line, column });

function step(line: number, more: Partial<RehearsedStep> = {}): RehearsedStep {
  return rehearsedStep({ at: at(line), blockedMs: 0, ...more });
}

const migration = (...steps: RehearsedStep[]): RehearsedMigration[] => [
  { version: "002", name: "002", reversible: false, parts: 1, steps },
];
const seen = (rule: string, line?: number): Finding => ({
  rule,
  severity: "warning",
  message: "seen",
  at: line === undefined ? { file: FILE } : at(line),
});
const linted = (rule: string, line: number, observedAs?: readonly string[]): Finding => ({
  rule,
  severity: "error",
  message: "linted",
  hint: "do so",
  at: at(line, 7),
  ...(observedAs ? { observedAs } : {}),
});
const LOCKED = ["rewrite-while-locked", "scan-while-locked"];

function told(observed: Finding[], rules: Finding[], steps: RehearsedStep[]): string[] {
  return combined(observed, rules, migration(...steps)).map(
    ({ rule, at: place, hint }) => `${rule}:${place?.line ?? ""}${hint === undefined ? "" : ` ${hint}`}`,
  );
}

test("what was seen counts, with the rule's advice", () => {
  const steps = [step(1), step(3)];
  const rules = [linted("change-column-type", 4, LOCKED), linted("rename-table", 2)];
  expect(told([seen("rewrite-while-locked", 3)], rules, steps)).toEqual([
    "rewrite-while-locked:3 do so",
    "rename-table:2 do so",
  ]);
});

test("what was feared and not seen is not told, but for what could not be watched", () => {
  const rules = [linted("set-not-null-scan", 1, LOCKED), linted("vacuum-full", 3, LOCKED)];
  expect(told([], rules, [step(1), step(3, { transaction: "none" })])).toEqual(["vacuum-full:3 do so"]);
});

test("what was not rehearsed keeps its finding", () => {
  const other = { ...linted("set-not-null-scan", 1, LOCKED), at: { file: "003.sql", line: 1, column: 1 } };
  expect(told([], [other], [step(1)])).toEqual(["set-not-null-scan:1 do so"]);
});

test("the rule of a whole file meets the finding of a whole file, and another one stays", () => {
  const rules = [linted("missing-rollback", 1, ["no-rollback"]), linted("drop-column", 1, ["data-loss"])];
  expect(told([seen("no-rollback")], rules, [step(1)])).toEqual([
    "no-rollback: do so",
    "drop-column:1 do so",
  ]);
});

test("what is over at once needs no other way", () => {
  const note = { ...seen("scan-while-locked", 1), severity: "note" as const };
  expect(told([note], [linted("set-not-null-scan", 1, LOCKED)], [step(1)])).toEqual(["scan-while-locked:1"]);
});
