// A rehearsed plan as a person reads it: each migration's statements with what they were seen to do.
import type { PlanReport } from "../actions/plan.ts";
import type { RehearsedMigration, RehearsedStep } from "../actions/rehearsed-step.ts";
import type { Screen } from "../reporters/screen.ts";
import { oneLine, truncate } from "../reporters/text-width.ts";
import { findingLines } from "./findings.ts";
import { effectsOf, shapeOf } from "./plan-formats/effects.ts";

export function planReport({ migrations, findings, digest, error }: PlanReport, screen: Screen): string {
  const { paint } = screen;
  const lines: string[] = [];
  for (const migration of migrations) lines.push(...migrationLines(migration, screen), "");
  lines.push(...findingLines(findings, paint));
  if (findings.length > 0) lines.push("");
  if (error) lines.push("what comes after the error was not rehearsed; nothing was changed");
  else if (migrations.length === 0) lines.push("nothing to apply: everything is up to date");
  else lines.push(`digest ${digest}; nothing was changed`);
  return `${lines.join("\n")}\n`;
}

export function migrationLines(migration: RehearsedMigration, screen: Screen): string[] {
  const { paint } = screen;
  const title = `${paint("bold", migration.name)}  ${paint("dim", shapeOf(migration))}`;
  return [title, ...migration.steps.flatMap((step) => stepLines(step, screen))];
}

const INDENT = 4;

function stepLines(step: RehearsedStep, { paint, width }: Screen): string[] {
  const sql = truncate(oneLine(step.sql), Math.max(40, width() - INDENT));
  return [`  ${sql}`, ...effectsOf(step).map((text) => `${" ".repeat(INDENT)}${paint("dim", text)}`)];
}
