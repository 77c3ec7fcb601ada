import { expect, test } from "vitest";
import { rehearsedStep } from "../../../test/support/rehearsed-step.ts";
import type { PlanReport } from "../../actions/plan.ts";
import type { RehearsedStep } from "../../actions/rehearsed-step.ts";
import { PLAN_FORMATS } from "../plan-formats.ts";

const at = { file: "migrations/002_<b>.sql", line: 1, column: 1 };
const step = (sql: string, more: Partial<RehearsedStep> = {}) => rehearsedStep({ sql, at, ...more });

const table = {
  relation: ["public", 'odd"|<name>'],
  extent: { bytes: 2048, totalBytes: 4096, rows: 3, lookups: [] },
};
const report: PlanReport = {
  database: { engine: "postgres", name: "shop|<x>", host: "db.example.org", version: "18.1" },
  basis: { files: "", history: "", schema: "" },
  digest: "abc",
  changes: [],
  measured: false,
  error: null,
  migrations: [
    {
      version: "002",
      name: "002_<b>_`c`",
      reversible: false,
      parts: 2,
      steps: [
        step("alter table a add column b text -- why", {
          locks: [{ ...table, mode: "ACCESS EXCLUSIVE", source: "observed" }],
        }),
        step("update a set b = 'x|`y`' where b <> '<script>'", { rewrites: [table], rows: 2 }),
        step("create index concurrently i on a (b)", {
          part: 1,
          transaction: "none",
          locks: [{ ...table, mode: "SHARE UPDATE EXCLUSIVE", source: "known" }],
        }),
      ],
    },
  ],
  findings: [{ rule: "rows", severity: "warning", message: "<b>|`odd`", at }],
};

async function formatted(name: string): Promise<string> {
  const format = PLAN_FORMATS.find((one) => one.name === name);
  if (!format) throw new Error(name);
  return (await format.load())(report);
}

test("Markdown keeps its tables and shows no HTML of ours", async () => {
  const text = await formatted("markdown");
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(4);
  expect(text).toContain('locks public.odd"\\|\\<name\\> (about 3 rows, 2.0 kB) ACCESS EXCLUSIVE');
  expect(text).toContain("- **warning** `migrations/002_<b>.sql:1` \\<b\\>\\|\\`odd\\`");
});

test("HTML escapes all names, and draws a lock to the end of its transaction", async () => {
  const text = await formatted("html");
  expect(text).not.toMatch(/<script>|<b>|<x>/);
  expect(text).toContain("public.odd&quot;|&lt;name&gt;: ACCESS EXCLUSIVE, from statement 1 to the end of 2");
  expect(text).toContain(
    "public.odd&quot;|&lt;name&gt;: SHARE UPDATE EXCLUSIVE, from statement 3 to the end of 3",
  );
  for (const tag of ["svg", "table", "tr", "td", "p", "h2", "ul"]) {
    const opened = text.match(new RegExp(`<${tag}[ >]`, "g"))?.length;
    expect([tag, text.match(new RegExp(`</${tag}>`, "g"))?.length]).toEqual([tag, opened]);
  }
});

test("SQL stands in its transactions, whatever a statement ends with", async () => {
  const lines = (await formatted("sql")).split("\n");
  const code = lines.filter((line) => line !== "" && !line.startsWith("--"));
  expect(code).toEqual([
    "begin;",
    "alter table a add column b text -- why",
    ";",
    "update a set b = 'x|`y`' where b <> '<script>';",
    "commit;",
    "create index concurrently i on a (b);",
  ]);
});
