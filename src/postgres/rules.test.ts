// Every rule finds its own bad example and leaves its good one alone.
import { describe, expect, it } from "vitest";
import type { LintOptions } from "./lint/options.ts";
import { tryRule } from "./lint/try-rule.ts";
import { RULES } from "./rules.ts";

/** What the project of an example has configured. */
const SETTINGS: Readonly<Record<string, Partial<LintOptions>>> = {
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
