// Lints the folders of test/cases/lint and compares with their report.txt; `-u` writes what was found.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textFindings } from "../src/cli/lint-formats/text.ts";
import { sqlLinter } from "../src/postgres/lint/linter.ts";
import { RULES } from "../src/postgres/rules.ts";
import { screenOf } from "../src/reporters/screen.ts";
import { directory } from "../src/sources/directory.ts";
import { root } from "./support/root.ts";

const CASES = join(root, "test/cases/lint");
const screen = screenOf({ stream: { write: () => true }, variables: {}, noColor: true, platform: "linux" });

describe("our own cases of lint", () => {
  it.each(readdirSync(CASES))("%s", async (name) => {
    const { migrations } = await directory({ folder: ".", root: join(CASES, name), entry: "none" }).collect();
    const scripts = migrations.flatMap(({ up, down, header }) => {
      const common = { header, hasRollback: down !== undefined, report: true };
      return [
        { script: up, role: "up" as const, ...common },
        ...(down ? [{ script: down, role: "down" as const, ...common }] : []),
      ];
    });
    const linter = sqlLinter({
      rules: RULES,
      levels: {},
      major: 18,
      lockTimeoutMs: 2_000,
      transaction: "each",
      placeholders: {},
      today: "2026-01-01",
    });
    const findings = await linter.lint(scripts);
    const looked = scripts.length;
    const text = textFindings({ findings, looked, fixed: 0, toolVersion: "0", screen, verbose: true });
    await expect(text).toMatchFileSnapshot(join(CASES, name, "report.txt"));
  });

  it("have each a migration", () => {
    for (const name of readdirSync(CASES)) {
      const [first = ""] = readdirSync(join(CASES, name));
      expect(readFileSync(join(CASES, name, first), "utf8")).not.toBe("");
    }
  });
});
