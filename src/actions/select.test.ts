import { describe, expect, it } from "vitest";
import type { HistoryRecord } from "../core/history.ts";
import type { Header, Migration } from "../core/migration.ts";
import type { Standing, StandingName } from "../core/standing.ts";
import { chooseDown } from "./down.ts";
import { chooseUp } from "./select.ts";

const RECORD = { success: true, error: null, rollback: null, stepsDone: 1 } as unknown as HistoryRecord;

function standing(
  version: string,
  place: StandingName,
  about: { header?: Partial<Header>; record?: Partial<HistoryRecord> } = {},
): Standing {
  const header: Header = { depends: [], requires: [], kind: "schema", environments: [], ...about.header };
  const script = {
    file: `${version}.sql`,
    checksum: "",
    language: "sql" as const,
    read: () => new Uint8Array(),
  };
  const migration: Migration = {
    version,
    name: `${version}_x`,
    repeatable: version.startsWith("R:"),
    header,
    up: script,
  };
  const record = {
    ...RECORD,
    version,
    name: migration.name,
    appliedAt: new Date(Number(version)),
    ...about.record,
  };
  const filed = place === "missing" ? {} : { migration };
  const recorded = place === "pending" || place === "out-of-order" || place === "held" ? {} : { record };
  return { version, name: migration.name, standing: place, ...filed, ...recorded };
}

const versions = (chosen: readonly Standing[]) => chosen.map(({ version }) => version);

describe("what up runs", () => {
  const all = [
    standing("1", "applied"),
    standing("2", "failed", { record: { success: false } }),
    standing("3", "pending", { header: { phase: "contract" } }),
    standing("4", "pending", { header: { kind: "data" } }),
    standing("5", "held"),
    standing("R:v", "pending"),
  ];
  it.each([
    [{}, ["2", "3", "4", "R:v"]],
    [{ to: "3" }, ["2", "3", "R:v"]],
    [{ only: "004" }, ["4"]],
    [{ count: 2 }, ["2", "3"]],
    [{ phase: "expand" as const }, ["2", "4", "R:v"]],
    [{ phase: "contract" as const }, ["3"]],
    [{ kind: "data" as const }, ["4"]],
  ])("%j", (choice, expected) => {
    expect(versions(chooseUp(all, choice, "strict"))).toEqual(expected);
  });

  it.each([
    ["changed", "CHANGED"],
    ["missing", "MISSING"],
  ] as const)("stops on %s", (place, code) => {
    expect(() => chooseUp([standing("1", place), standing("2", "pending")], {}, "any")).toThrow(
      expect.objectContaining({ code, status: 3 }),
    );
  });

  it("takes late ones only where that is allowed", () => {
    const late = [standing("1", "out-of-order"), standing("2", "applied")];
    expect(() => chooseUp(late, {}, "strict")).toThrow(expect.objectContaining({ code: "OUT_OF_ORDER" }));
    expect(versions(chooseUp(late, {}, "any"))).toEqual(["1"]);
    expect(versions(chooseUp(late, { allowOutOfOrder: true }, "strict"))).toEqual(["1"]);
  });

  it("does not start over what is half reverted", () => {
    const half = standing("1", "failed", { record: { success: false, error: "reverting: boom" } });
    expect(() => chooseUp([half], {}, "strict")).toThrow(expect.objectContaining({ code: "HALF_APPLIED" }));
  });
});

describe("what down reverts", () => {
  const all = [
    standing("1", "applied"),
    standing("3", "applied"),
    standing("2", "applied", { record: { appliedAt: new Date(9) } }),
  ];
  it.each([
    [{}, ["2"]],
    [{ count: 2 }, ["2", "3"]],
    [{ to: "1" }, ["2", "3"]],
    [{ to: "0" }, ["2", "3", "1"]],
    [{ only: "1" }, ["1"]],
  ])("%j: newest application first", (options, expected) => {
    expect(versions(chooseDown(all, options))).toEqual(expected);
  });

  it("wants force for a half applied migration", () => {
    const half = [standing("1", "failed", { record: { success: false, error: "boom" } })];
    expect(() => chooseDown(half, {})).toThrow(expect.objectContaining({ code: "HALF_APPLIED", status: 3 }));
    expect(versions(chooseDown(half, { force: true }))).toEqual(["1"]);
  });

  it("leaves skipped ones and repeatables alone", () => {
    expect(chooseDown([standing("1", "skipped"), standing("R:v", "applied")], { to: "0" })).toEqual([]);
  });
});
