// Findings for people: where, what, the line with its carets, and what to do instead; notes in one line.
import type { Finding } from "../../core/finding.ts";
import type { Paint } from "../../reporters/screen.ts";
import { printable } from "../../reporters/text-width.ts";
import type { Findings } from "./findings.ts";

const PAINTS: Readonly<Record<Finding["severity"], Paint>> = {
  error: ["red", "bold"],
  warning: ["yellow", "bold"],
  note: "cyan",
};

export function textFindings(given: Findings): string {
  const { findings } = given;
  const blocks = findings.map((finding, index) => {
    const long = finding.severity !== "note" || given.verbose;
    const before = findings[index - 1];
    // Notes stand together.
    const apart = before !== undefined && (long || before.severity !== "note" || given.verbose);
    return `${apart ? "\n" : ""}${long ? whole(finding, given) : `${headline(finding, given)}\n`}`;
  });
  return `${blocks.join("")}${findings.length > 0 ? "\n" : ""}${summary(given)}\n`;
}

function headline({ at, severity, rule, message }: Finding, { screen }: Findings): string {
  const { file, line, column } = at ?? { file: "" };
  const place = printable([file, line, column].filter((part) => part !== undefined).join(":"));
  return `${screen.paint("bold", place)} ${screen.paint(PAINTS[severity], severity)} ${rule}: ${printable(message)}`;
}

function whole(finding: Finding, given: Findings): string {
  const lines = [headline(finding, given)];
  const [line, carets] = finding.at?.excerpt?.split("\n") ?? [];
  if (line !== undefined) lines.push(`    ${printable(line)}`);
  if (carets !== undefined) lines.push(`    ${given.screen.paint(PAINTS[finding.severity], carets)}`);
  if (finding.hint !== undefined) lines.push(`  hint: ${printable(finding.hint)}`);
  if (finding.fix) lines.push(`  ${flagOf(finding.fix)} can ${finding.fix.title}`);
  return `${lines.join("\n")}\n`;
}

function flagOf({ changesType }: NonNullable<Finding["fix"]>): string {
  return changesType ? "--fix-types" : "--fix";
}

function summary({ findings, looked, fixed }: Findings): string {
  const counts = (["error", "warning", "note"] as const).map((severity) =>
    counted(findings.filter((finding) => finding.severity === severity).length, severity),
  );
  const more = ["--fix", "--fix-types"]
    .map((flag) => ({ flag, count: findings.filter(({ fix }) => fix && flagOf(fix) === flag).length }))
    .filter(({ count }) => count > 0)
    .map(({ flag, count }) => `; ${count} can be fixed by ${flag}`)
    .join("");
  const before = fixed > 0 ? `${counted(fixed, "finding")} fixed; ` : "";
  if (findings.length === 0) return `${before}nothing found in ${counted(looked, "file")}`;
  return `${before}${counts.join(", ")} in ${counted(looked, "file")}${more}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
