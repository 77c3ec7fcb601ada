// Findings as a person reads them.
import type { Finding } from "../core/finding.ts";
import type { Screen } from "../reporters/screen.ts";

/** One line each, and one for its hint. */
export function findingLines(findings: readonly Finding[], paint: Screen["paint"]): string[] {
  return findings.flatMap(({ severity, message, hint, at }) => {
    const place = at
      ? `${[at.file, at.line, at.column].filter((part) => part !== undefined).join(":")}: `
      : "";
    const sign =
      severity === "note" ? paint("dim", "-") : paint(severity === "error" ? "red" : "yellow", "!");
    return [`${sign} ${place}${message}`, ...(hint === undefined ? [] : [`  hint: ${hint}`])];
  });
}
