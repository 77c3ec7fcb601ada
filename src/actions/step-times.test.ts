import { expect, test } from "vitest";
import type { Estimate } from "../core/estimate.ts";
import { transactionsOf } from "./blocked-tables.ts";
import type { Unhurried } from "./rehearsed-step.ts";
import { withTimes } from "./step-times.ts";

const taking = (ms: number): Estimate => ({ ms, least: ms / 3, most: ms * 3, logged: 0, disk: 0 });

function step(sql: string, part: number, mode?: string): Unhurried["steps"][number] {
  const lock = mode === undefined ? [] : [{ relation: ["public", "t"], mode, source: "observed" as const }];
  return {
    sql,
    at: { file: "001.sql" },
    part,
    transaction: "shared",
    locks: lock,
    rewrites: [],
    scans: [],
    rows: 0,
    changesRows: false,
    losesData: null,
  };
}

function blocked(steps: Unhurried["steps"], ms: Readonly<Record<string, number>>) {
  const migration = { version: "001", name: "001", reversible: true, parts: 2, steps };
  const timed = withTimes(migration, ({ sql }) => (sql in ms ? taking(ms[sql] as number) : null));
  return timed.steps.map(({ blockedMs }) => blockedMs);
}

test("a lock is held to the end of its own transaction", () => {
  const steps = [
    step("a", 0),
    step("b", 0, "ACCESS EXCLUSIVE"),
    step("c", 0),
    step("d", 1, "SHARE"),
    step("e", 1),
  ];
  expect(blocked(steps, { a: 1000, b: 10, c: 200, d: 5, e: 7 })).toEqual([0, 210, 0, 12, 0]);
});

test("a lock that nobody waits for blocks nobody, and beside what may take any time nothing is known", () => {
  const steps = [step("a", 0, "SHARE UPDATE EXCLUSIVE"), step("b", 0, "EXCLUSIVE"), step("unknown", 0)];
  expect(blocked(steps, { a: 1, b: 2 })).toEqual([0, null, 0]);
});

test("of each transaction it is told who waits for which table, and how long", () => {
  const steps = [
    step("a", 0, "SHARE"),
    step("b", 0, "ACCESS EXCLUSIVE"),
    step("c", 0, "SHARE UPDATE EXCLUSIVE"),
    step("d", 1, "ROW EXCLUSIVE"),
    step("unknown", 1, "EXCLUSIVE"),
  ];
  const ms: Readonly<Record<string, number>> = { a: 1, b: 20, c: 300, d: 4000 };
  const migration = { version: "001", name: "001", reversible: true, parts: 2, steps };
  const timed = withTimes(migration, ({ sql }) => (sql in ms ? taking(ms[sql] as number) : null));
  const table = { relation: ["public", "t"] };
  expect(transactionsOf(timed)).toEqual([
    { part: 0, ms: 321, blocked: [{ ...table, lock: "ACCESS EXCLUSIVE", blocks: "reads", ms: 320 }] },
    { part: 1, ms: null, blocked: [{ ...table, lock: "EXCLUSIVE", blocks: "writes", ms: null }] },
  ]);
});
