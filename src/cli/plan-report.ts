// A rehearsed plan as a person reads it: each migration's statements with what they were seen to do.
import type { PlanReport } from "../actions/plan.ts";
import { shownTable } from "../actions/plan-findings.ts";
import type { PlannedLock, RehearsedMigration, RehearsedStep, Touched } from "../actions/rehearsed-step.ts";
import type { Screen } from "../reporters/screen.ts";
import { oneLine, truncate } from "../reporters/text-width.ts";
import { findingLines } from "./findings.ts";

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

function migrationLines({ name, steps, parts, reversible }: RehearsedMigration, screen: Screen): string[] {
  const { paint } = screen;
  const many = steps.length === 1 ? "1 statement" : `${steps.length} statements`;
  const whole =
    parts > 1
      ? `${parts} parts`
      : steps.every(({ transaction }) => transaction === "none")
        ? "no transaction"
        : "1 transaction";
  const back = reversible ? "has a rollback" : "no rollback";
  const title = `${paint("bold", name)}  ${paint("dim", `${many}, ${whole}, ${back}`)}`;
  return [title, ...steps.flatMap((step) => stepLines(step, screen))];
}

const INDENT = 4;

function stepLines(step: RehearsedStep, { paint, width }: Screen): string[] {
  const sql = truncate(oneLine(step.sql), Math.max(40, width() - INDENT));
  return [`  ${sql}`, ...effectsOf(step).map((text) => `${" ".repeat(INDENT)}${paint("dim", text)}`)];
}

function effectsOf({ locks, rewrites, scans, rows, losesData, transaction }: RehearsedStep): string[] {
  const effects: string[] = [];
  if (transaction === "none") effects.push("runs outside of transactions");
  for (const lock of locks) effects.push(lockText(lock));
  if (rewrites.length > 0) effects.push(`rewrites ${listed(rewrites)}`);
  const read = scans.filter(({ relation }) => !rewrites.some((one) => same(one.relation, relation)));
  if (read.length > 0) effects.push(`reads all of ${listed(read)}`);
  if (rows > 0) effects.push(`writes ${rows === 1 ? "1 row" : `${rows} rows`}`);
  if (losesData !== null) effects.push(`loses ${losesData}`);
  return effects;
}

function lockText(lock: PlannedLock): string {
  return `locks ${shownTable(lock)} ${lock.mode}${lock.source === "known" ? " (known, not observed)" : ""}`;
}

function listed(all: readonly Touched[]): string {
  return all.map(shownTable).join(", ");
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}
