// A plan as Markdown, for the comment of a review.
import type { PlanReport } from "../../actions/plan.ts";
import type { RehearsedStep } from "../../actions/rehearsed-step.ts";
import type { Finding } from "../../core/finding.ts";
import { oneLine } from "../../reporters/text-width.ts";
import { findingText } from "../findings.ts";
import { effectsOf, shapeOf } from "./effects.ts";

export function markdown({ database, migrations, findings, digest, error }: PlanReport): string {
  const lines = [`# Plan for ${escaped(`${database.host}/${database.name}`)}`, ""];
  if (migrations.length === 0 && !error) lines.push("Nothing to apply: everything is up to date.", "");
  for (const migration of migrations) {
    lines.push(`## ${escaped(migration.name)}`, "", `${shapeOf(migration)}.`, "");
    lines.push("| statement | what it does |", "|---|---|", ...migration.steps.map(row), "");
  }
  if (findings.length > 0) lines.push("## To look at", "", ...findings.map(item), "");
  if (error) lines.push("## It fails", "", escaped(error.message), "");
  lines.push(`Digest \`${digest}\`. Rehearsed on a shadow; nothing was changed.`, "");
  return lines.join("\n");
}

function row(step: RehearsedStep): string {
  return `| ${code(oneLine(step.sql))} | ${effectsOf(step).map(escaped).join("<br>")} |`;
}

const MARKS: Readonly<Record<Finding["severity"], string>> = {
  error: "**error**",
  warning: "**warning**",
  note: "note",
};

function item(finding: Finding): string {
  const { severity, at } = finding;
  const place = at ? `${code([at.file, at.line].filter((part) => part !== undefined).join(":"))} ` : "";
  return `- ${MARKS[severity]} ${place}${escaped(findingText(finding))}`;
}

/** In a table a bar ends the cell even inside code. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${text.replaceAll("|", "\\|")}${pad}${fence}`;
}

function escaped(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>|#]/g, "\\$&");
}
