// Findings as SARIF 2.1.0, which GitHub, Azure and most viewers of code scanning read.
import type { Finding } from "../../core/finding.ts";
import { RULES } from "../../postgres/rules.ts";
import type { Findings } from "./findings.ts";
import { placeOf } from "./place.ts";

const LEVELS = { error: "error", warning: "warning", note: "note" } as const;

export function sarifFindings({ findings, toolVersion }: Findings): string {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const run = {
    tool: { driver: { name: "godwit", version: toolVersion, rules: ids.map(ruleOf) } },
    columnKind: "unicodeCodePoints",
    results: findings.map((finding) => result(finding, ids)),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(id: string) {
  const rule = RULES.find(({ name }) => name === id);
  if (!rule) return { id };
  const text = `${rule.why}\n\nInstead: ${rule.instead}`;
  return { id, shortDescription: { text: rule.why }, help: { text }, properties: { tags: rule.hazards } };
}

function result(finding: Finding, ids: readonly string[]) {
  const { file, line, column, endLine, endColumn } = placeOf(finding);
  const artifactLocation = { uri: encodeURI(file) };
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  const hint = finding.hint === undefined ? "" : `\nhint: ${finding.hint}`;
  return {
    ruleId: finding.rule,
    ruleIndex: ids.indexOf(finding.rule),
    level: LEVELS[finding.severity],
    message: { text: `${finding.message}${hint}` },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    ...(finding.fix ? { fixes: [fixOf(finding.fix, artifactLocation)] } : {}),
  };
}

function fixOf({ title, edits }: NonNullable<Finding["fix"]>, artifactLocation: { readonly uri: string }) {
  const replacements = edits.map(({ start, end, text }) => ({
    deletedRegion: { byteOffset: start, byteLength: end - start },
    insertedContent: { text },
  }));
  return { description: { text: title }, artifactChanges: [{ artifactLocation, replacements }] };
}
