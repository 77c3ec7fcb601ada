// Lints the folders of test/cases/lint and compares with their report.txt; `-u` writes what was found.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textFindings } from "../src/cli/lint-formats/text.ts";
import { sqlLinter } from "../src/postgres/lint/linter.ts";
import { scriptsOf } from "../src/postgres/lint/try-rule.ts";
import { RULES } from "../src/postgres/rules.ts";
import { screenOf } from "../src/reporters/screen.ts";
import { directory } from "../src/sources/directory.ts";
import { root } from "./support/root.ts";

const CASES = join(root, "test/cases/lint");
const OPTIONS = {
  rules: RULES,
  levels: {},
  major: 18,
  lockTimeoutMs: 2_000,
  transaction: "each" as const,
  placeholders: {},
  today: "2026-01-01",
};
const screen = screenOf({ stream: { write: () => true }, variables: {}, noColor: true, platform: "linux" });

describe("a large file", () => {
  it("takes time in proportion to its statements", { timeout: 120_000 }, async () => {
    const insert = "insert into t (id, name) values (1, 'a');\n";
    const ignored = "-- godwit-ignore drop-table: known\ndrop table x;\n";
    const { user: before } = process.cpuUsage();
    const findings = await sqlLinter(OPTIONS).lint(
      scriptsOf(`-- file: 1.sql\n${insert.repeat(60_000)}-- file: 2.sql\n${ignored.repeat(3_000)}`),
    );
    expect(findings.filter(({ rule }) => rule === "drop-table" || rule === "unused-ignore")).toEqual([]);
    // Of processor time: half a minute and more where every statement looks at all others.
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(15);
  });
});

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
    const findings = await sqlLinter(OPTIONS).lint(scripts);
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
