// Findings as a person reads them.
import type { Finding } from "../core/finding.ts";
import type { Screen } from "../reporters/screen.ts";

/** One line each, and one for its hint. */
export function findingLines(findings: readonly Finding[], paint: Screen["paint"]): string[] {
  return findings.flatMap((finding) => {
    const { severity, hint, at } = finding;
    const place = at
      ? `${[at.file, at.line, at.column].filter((part) => part !== undefined).join(":")}: `
      : "";
    const sign =
      severity === "note" ? paint("dim", "-") : paint(severity === "error" ? "red" : "yellow", "!");
    return [`${sign} ${place}${findingText(finding)}`, ...(hint === undefined ? [] : [`  hint: ${hint}`])];
  });
}

/** A rule of lint is named: who wants to silence it needs that. */
export function findingText({ rule, message, hazards }: Finding): string {
  return hazards === undefined ? message : `${rule}: ${message}`;
}
