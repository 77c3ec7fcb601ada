import fc from "fast-check";
import { expect, test } from "vitest";
import { migrationOf } from "../../test/support/migration-of.ts";
import type { HistoryRecord } from "./history.ts";
import { type CompareOptions, compare } from "./standing.ts";

function recordOf(version: string, changes: Partial<HistoryRecord> = {}): HistoryRecord {
  return {
    version,
    name: version.startsWith("R:") ? version.slice(2) : `${version}_x`,
    description: null,
    kind: "schema",
    appliedAt: new Date(0),
    appliedBy: "jo",
    checksum: `bytes of ${version}`,
    fingerprint: `meaning of ${version}`,
    executionTimeMs: 1,
    success: true,
    stepsDone: 1,
    stepsTotal: 1,
    stepsHash: [],
    stepStarted: null,
    error: null,
    rollback: null,
    gitSha: null,
    toolVersion: "0",
    runId: "run",
    ...changes,
  };
}

function standings(options: Partial<CompareOptions>): string[] {
  const all = compare({ migrations: [], records: [], fingerprint: () => "another meaning", ...options });
  return all.map(({ version, standing, edited }) => `${version} ${standing}${edited ? ", edited" : ""}`);
}

const one = migrationOf("001");

test("pending: no record, and nothing newer is applied", () => {
  expect(standings({ migrations: [one] })).toEqual(["001 pending"]);
  expect(standings({ migrations: [one, migrationOf("002")], records: [recordOf("001")] })).toEqual([
    "001 applied",
    "002 pending",
  ]);
});

test("applied: the bytes are those of the record, or the record never knew them", () => {
  expect(standings({ migrations: [one], records: [recordOf("001")] })).toEqual(["001 applied"]);
  expect(
    standings({ migrations: [one], records: [recordOf("001", { checksum: null, fingerprint: null })] }),
  ).toEqual(["001 applied"]);
});

test("a record is found by its number, however it is written", () => {
  expect(
    standings({ migrations: [migrationOf("7")], records: [recordOf("007", { checksum: "bytes of 7" })] }),
  ).toEqual(["7 applied"]);
});

test("changed: other bytes of another meaning; of the same meaning it is only edited", () => {
  const records = [recordOf("001", { checksum: "old bytes" })];
  expect(standings({ migrations: [one], records })).toEqual(["001 changed"]);
  expect(standings({ migrations: [one], records, fingerprint: () => null })).toEqual(["001 changed"]);
  expect(standings({ migrations: [one], records, fingerprint: () => "meaning of 001" })).toEqual([
    "001 applied, edited",
  ]);
});

test("a stamped record without a fingerprint cannot vouch for other bytes", () => {
  const records = [recordOf("001", { checksum: "old bytes", fingerprint: null })];
  expect(standings({ migrations: [one], records, fingerprint: () => null })).toEqual(["001 changed"]);
});

test("the meaning is asked for only where the bytes differ", () => {
  const fingerprint = () => {
    throw new Error("asked");
  };
  expect(standings({ migrations: [one], records: [recordOf("001")], fingerprint })).toEqual(["001 applied"]);
});

test("missing: applied, but the file is gone", () => {
  expect(standings({ records: [recordOf("001")] })).toEqual(["001 missing"]);
});

test("failed, with and without its file; running while the lock's holder is at it", () => {
  const records = [recordOf("001", { success: false })];
  expect(standings({ migrations: [one], records })).toEqual(["001 failed"]);
  expect(standings({ records })).toEqual(["001 failed"]);
  expect(standings({ migrations: [one], records, runningRunId: "run" })).toEqual(["001 running"]);
  expect(standings({ migrations: [one], records, runningRunId: "another" })).toEqual(["001 failed"]);
});

test("out-of-order: late behind an applied one; failed, skipped, repeatable and history records do not count", () => {
  expect(standings({ migrations: [one], records: [recordOf("002")] })).toEqual([
    "001 out-of-order",
    "002 missing",
  ]);
  const others = [
    recordOf("002", { success: false }),
    recordOf("003", { kind: "skipped" }),
    recordOf("R:v"),
    recordOf("000", { kind: "history" }),
  ];
  expect(standings({ migrations: [one], records: others })).toEqual([
    "001 pending",
    "002 failed",
    "003 skipped",
    "R:v missing",
  ]);
});

test("held: its Environments do not name this one", () => {
  const migrations = [migrationOf("001", { environments: ["dev", "test"] })];
  expect(standings({ migrations })).toEqual(["001 held"]);
  expect(standings({ migrations, environment: "prod" })).toEqual(["001 held"]);
  expect(standings({ migrations, environment: "dev" })).toEqual(["001 pending"]);
  expect(standings({ migrations, environment: "prod", records: [recordOf("001")] })).toEqual(["001 applied"]);
});

test("skipped and retired are remembered, with and without the file", () => {
  const skipped = [recordOf("001", { kind: "skipped" })];
  expect(standings({ migrations: [one], records: skipped })).toEqual(["001 skipped"]);
  expect(standings({ records: skipped })).toEqual(["001 skipped"]);
  expect(standings({ records: [recordOf("001", { kind: "retired" })] })).toEqual(["001 retired"]);
});

test("a repeatable is pending again when its meaning changed, and never out of order", () => {
  const migrations = [migrationOf("R:v")];
  expect(standings({ migrations, records: [recordOf("R:v")] })).toEqual(["R:v applied"]);
  const records = [recordOf("R:v", { checksum: "old bytes" }), recordOf("R:w")];
  expect(standings({ migrations, records })).toEqual(["R:v pending", "R:w missing"]);
  expect(standings({ migrations, records, fingerprint: () => "meaning of R:v" })).toEqual([
    "R:v applied, edited",
    "R:w missing",
  ]);
  expect(standings({ migrations, records: [recordOf("R:w"), recordOf("9")] })).toContain("R:v pending");
});

test("the history's own record is no migration", () => {
  expect(standings({ records: [recordOf("000", { kind: "history" })] })).toEqual([]);
});

test("every version of files and history has one standing, in order", () => {
  const versions = fc.uniqueArray(fc.integer({ min: 1, max: 30 }));
  fc.assert(
    fc.property(versions, versions, (files, applied) => {
      const migrations = files.map((version) => migrationOf(String(version)));
      const records = applied.map((version) => recordOf(String(version)));
      const all = compare({ migrations, records, fingerprint: () => null });
      const expected = [...new Set([...files, ...applied])].sort((a, b) => a - b).map(String);
      expect(all.map(({ version }) => version)).toEqual(expected);
      const newest = Math.max(0, ...applied);
      for (const { version, standing, migration, record } of all) {
        if (migration && record) expect(standing).toBe("applied");
        else if (record) expect(standing).toBe("missing");
        else expect(standing).toBe(Number(version) < newest ? "out-of-order" : "pending");
      }
    }),
  );
});
