// Every rule finds its own bad example and leaves its good one alone.
import { describe, expect, it } from "vitest";
import { keyOf } from "../core/fact.ts";
import { type TryOptions, tryRule } from "./lint/try-rule.ts";
import { RULES } from "./rules.ts";

const HOUR = 3600;
const BUSY = {
  bytes: 1,
  totalBytes: 1,
  rows: 1,
  lookups: [],
  reads: 200 * HOUR,
  writes: 20 * HOUR,
  counted: HOUR,
};
const known = { extents: new Map([[keyOf("table", ["public", "orders"]), BUSY]]) };

/** What the project of an example has configured, and what its tables are used for. */
const SETTINGS: Readonly<Record<string, TryOptions>> = {
  "lock-on-busy-table": { known },
  "index-on-busy-table": { known },
  "required-columns": { requiredColumns: { created_at: "timestamptz" } },
  "tenant-column": { tenancy: { column: "tenant_id", setting: "app.tenant" } },
  "tenant-row-security": { tenancy: { column: "tenant_id", setting: "app.tenant" } },
  "tenant-policy": { tenancy: { column: "tenant_id", setting: "app.tenant" } },
  "prefer-repack": { major: 19 },
};

describe.each(RULES.map((rule) => [rule.name, rule] as const))("%s", (name, rule) => {
  it("finds its bad example", async () => {
    const found = await tryRule(rule, rule.bad, SETTINGS[name]);
    expect(found.map((finding) => finding.rule)).toContain(name);
    expect(found.filter((finding) => finding.rule !== name)).toEqual([]);
  });

  it("leaves its good example alone", async () => {
    expect(await tryRule(rule, rule.good, SETTINGS[name])).toEqual([]);
  });
});

describe("the list of rules", () => {
  it("has each name once, in kebab case, like its file", () => {
    const names = RULES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([]);
  });

  it("says what breaks and what to do instead, without a full stop in the hint", () => {
    expect(
      RULES.filter(({ why, instead }) => !why.endsWith(".") || instead.endsWith(".")).map(({ name }) => name),
    ).toEqual([]);
  });
});
