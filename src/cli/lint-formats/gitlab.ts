// Findings as a code quality report of GitLab.
import { sha256 } from "../../core/digest.ts";
import type { Findings } from "./findings.ts";
import { placeOf } from "./place.ts";

const SEVERITIES = { error: "major", warning: "minor", note: "info" } as const;

export function gitlabFindings({ findings }: Findings): string {
  const seen = new Map<string, number>();
  const report = findings.map((finding) => {
    const { file, line, endLine } = placeOf(finding);
    // The fingerprint must stay when lines are put in above, and differ between equal findings of one file.
    const same = `${finding.rule}\n${file}\n${finding.message}`;
    const count = (seen.get(same) ?? 0) + 1;
    seen.set(same, count);
    return {
      description: finding.message,
      check_name: finding.rule,
      fingerprint: sha256(`${same}\n${count}`),
      severity: SEVERITIES[finding.severity],
      location: { path: file, lines: { begin: line, end: endLine } },
    };
  });
  return `${JSON.stringify(report, null, 2)}\n`;
}
