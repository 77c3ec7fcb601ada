// Findings as commands of GitHub Actions, which shows them beside the lines of a pull request.
import type { Findings } from "./findings.ts";
import { placeOf } from "./place.ts";

const COMMANDS = { error: "error", warning: "warning", note: "notice" } as const;

export function githubFindings({ findings }: Findings): string {
  return findings
    .map((finding) => {
      const { file, line, column, endLine, endColumn } = placeOf(finding);
      const where = { file, line, endLine, col: column, endColumn, title: finding.rule };
      const properties = Object.entries(where).map(([name, value]) => `${name}=${property(String(value))}`);
      const hint = finding.hint === undefined ? "" : `\nhint: ${finding.hint}`;
      return `::${COMMANDS[finding.severity]} ${properties.join(",")}::${data(finding.message + hint)}\n`;
    })
    .join("");
}

/** As the runner's own toolkit escapes them. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
