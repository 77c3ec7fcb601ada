// Findings as a JUnit report: a test suite per file, a failed test per finding; notes do not fail.
import type { Finding } from "../../core/finding.ts";
import type { Findings } from "./findings.ts";
import { placeOf } from "./place.ts";

export function junitFindings({ findings, looked }: Findings): string {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { file } = placeOf(finding);
    const list = files.get(file);
    if (list) list.push(finding);
    else files.set(file, [finding]);
  }
  const suites = [...files].map(([file, list]) => suite(file, list));
  const clean = looked - files.size;
  // A report without a single test counts as one that did not run.
  if (clean > 0) {
    suites.push(
      `  <testsuite name="files without findings" tests="1" failures="0">\n    <testcase classname="godwit.lint" name="${clean} files"/>\n  </testsuite>\n`,
    );
  }
  const failures = findings.filter(fails).length;
  const tests = findings.length + (clean > 0 ? 1 : 0);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="godwit lint" tests="${tests}" failures="${failures}">\n${suites.join("")}</testsuites>\n`;
}

function suite(file: string, findings: readonly Finding[]): string {
  const failures = findings.filter(fails).length;
  return `  <testsuite name="${escaped(file)}" tests="${findings.length}" failures="${failures}">\n${findings.map(testCase).join("")}  </testsuite>\n`;
}

function testCase(finding: Finding): string {
  const { file, line, column } = placeOf(finding);
  const name = escaped(`${finding.rule} at ${line}:${column}`);
  const open = `    <testcase classname="${escaped(file)}" name="${name}" file="${escaped(file)}" line="${line}"`;
  const text = escaped([finding.message, finding.hint].filter(Boolean).join("\nhint: "));
  if (!fails(finding)) return `${open}>\n      <system-out>${text}</system-out>\n    </testcase>\n`;
  return `${open}>\n      <failure type="${finding.severity}" message="${escaped(finding.message)}">${text}</failure>\n    </testcase>\n`;
}

function fails({ severity }: Finding): boolean {
  return severity !== "note";
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML has no way at all to write most control characters. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}
