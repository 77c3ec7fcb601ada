import { expect, test } from "vitest";
import { rehearsedStep } from "../../test/support/rehearsed-step.ts";
import type { Estimate } from "../core/estimate.ts";
import { planFindings } from "./plan-findings.ts";
import type { RehearsedStep, Touched } from "./rehearsed-step.ts";

const taking = (ms: number, disk = 0): Estimate => ({ ms, least: ms / 3, most: ms * 3, logged: disk, disk });
const table = (name: string): Touched => ({
  relation: ["public", name],
  extent: { bytes: 5e6, totalBytes: 6e6, rows: 70_000, lookups: [] },
});

function step(line: number, more: Partial<RehearsedStep> = {}): RehearsedStep {
  const at = { file: "1.sql", line, column: 1 };
  return rehearsedStep({ at, estimate: taking(1), blockedMs: 0, ...more });
}

const lock = (name: string, mode = "ACCESS EXCLUSIVE") => ({
  ...table(name),
  mode,
  source: "observed" as const,
});

function found(...steps: RehearsedStep[]): string[] {
  return planFindings([{ version: "1", name: "1", reversible: true, parts: 1, steps }]).map(
    ({ rule, severity, at }) => `${severity} ${rule} ${at?.line ?? ""}`,
  );
}

test("a scan under a lock is a note where it is over at once, and a warning where not", () => {
  const scan = (ms: number) =>
    step(1, { locks: [lock("a")], scans: [table("a")], estimate: taking(ms), blockedMs: ms });
  expect(found(scan(30))).toEqual(["note scan-while-locked 1"]);
  expect(found(scan(40))).toEqual(["warning scan-while-locked 1"]);
  expect(found({ ...scan(1), estimate: null, blockedMs: null })).toEqual(["warning scan-while-locked 1"]);
});

test("a table that is only read while locked by somebody who blocks nobody is no finding", () => {
  const quiet = lock("a", "SHARE UPDATE EXCLUSIVE");
  expect(found(step(1, { locks: [quiet], scans: [table("a")], estimate: taking(5000) }))).toEqual([]);
});

test("a lock that lasts for the sake of others is told, also of a table that was read quickly itself", () => {
  const quick = step(1, { locks: [lock("a")], scans: [table("a")], blockedMs: 3001 });
  const slow = step(2, {
    locks: [lock("b")],
    rewrites: [table("b")],
    estimate: taking(3000),
    blockedMs: 3000,
  });
  expect(found(quick, slow)).toEqual([
    "note scan-while-locked 1",
    "warning rewrite-while-locked 2",
    "warning lock-held-long 1",
  ]);
});

test("the disk of one transaction is given back before the next", () => {
  const big = (line: number, part: number) => step(line, { part, estimate: taking(1, 40 * 1024 * 1024) });
  expect(found(big(1, 0), big(2, 1))).toEqual([]);
  expect(found(big(1, 0), big(2, 0))).toEqual(["note disk-headroom "]);
});
