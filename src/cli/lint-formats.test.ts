import { expect, it } from "vitest";
import type { Finding } from "../core/finding.ts";
import { screenOf } from "../reporters/screen.ts";
import { PRINTERS } from "./lint-formats.ts";

const FINDINGS: readonly Finding[] = [
  {
    rule: "drop-table",
    severity: "error",
    message: 'all rows of "a, b" are lost: 100%',
    hint: "keep a copy\n& think <twice>",
    at: { file: "migrations/1_ä.sql", line: 3, column: 2, excerpt: " drop table x;\n ^^^^" },
    end: { line: 3, column: 6 },
    hazards: ["drop-table"],
    fix: { title: "do it", edits: [{ start: 4, end: 6, text: "x" }] },
  },
  { rule: "missing-header", severity: "note", message: "no \u0007 header", at: { file: "b.sql" } },
  { rule: "missing-header", severity: "note", message: "no \u0007 header", at: { file: "b.sql" } },
];

const screen = screenOf({ stream: { write: () => true }, variables: {}, noColor: true, platform: "linux" });
const given = { findings: FINDINGS, looked: 3, fixed: 0, toolVersion: "1.2.3", screen, verbose: false };

it("text: whole findings, notes in one line, a summary", () => {
  expect(PRINTERS.text(given)).toMatchInlineSnapshot(`
    "migrations/1_ä.sql:3:2 error drop-table: all rows of "a, b" are lost: 100%
         drop table x;
         ^^^^
      hint: keep a copy
    & think <twice>
      --fix can do it

    b.sql note missing-header: no \\u0007 header
    b.sql note missing-header: no \\u0007 header

    1 error, 0 warnings, 2 notes in 3 files; 1 can be fixed by --fix
    "
  `);
});

it("text: says that nothing was found", () => {
  expect(PRINTERS.text({ ...given, findings: [], fixed: 2 })).toBe(
    "2 findings fixed; nothing found in 3 files\n",
  );
});

it("github: escapes properties and messages", () => {
  const [first, second] = PRINTERS.github(given).split("\n");
  expect(first).toBe(
    '::error file=migrations/1_ä.sql,line=3,endLine=3,col=2,endColumn=6,title=drop-table::all rows of "a, b" are lost: 100%25%0Ahint: keep a copy%0A& think <twice>',
  );
  expect(second).toContain("::notice file=b.sql,line=1,");
});

it("gitlab: two equal findings have two fingerprints, which stay when lines move", () => {
  const fingerprints = (findings: readonly Finding[]) =>
    JSON.parse(PRINTERS.gitlab({ ...given, findings })).map(
      ({ fingerprint }: { fingerprint: string }) => fingerprint,
    );
  const all = fingerprints(FINDINGS);
  expect(new Set(all).size).toBe(3);
  const moved = FINDINGS.map((finding) => ({ ...finding, at: { file: finding.at?.file ?? "", line: 99 } }));
  expect(fingerprints(moved)).toEqual(all);
});

it("junit: notes do not fail, files without findings are a test, and the XML is well-formed", () => {
  const text = PRINTERS.junit(given);
  expect(text).toContain('<testsuites name="godwit lint" tests="4" failures="1">');
  expect(text).toContain("&amp; think &lt;twice&gt;");
  expect(text).toContain('message="all rows of &quot;a, b&quot; are lost: 100%"');
  expect(text).not.toContain("\u0007");
});

it("sarif: names rules once, and gives fixes in bytes", () => {
  const { runs } = JSON.parse(PRINTERS.sarif(given));
  expect(runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
    "drop-table",
    "missing-header",
  ]);
  expect(runs[0].results.map(({ ruleIndex }: { ruleIndex: number }) => ruleIndex)).toEqual([0, 1, 1]);
  expect(runs[0].results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: "migrations/1_%C3%A4.sql" },
    region: { startLine: 3, startColumn: 2, endLine: 3, endColumn: 6 },
  });
  expect(runs[0].results[0].fixes[0].artifactChanges[0].replacements).toEqual([
    { deletedRegion: { byteOffset: 4, byteLength: 2 }, insertedContent: { text: "x" } },
  ]);
});
