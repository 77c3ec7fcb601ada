// What a step does, in short words that every form of a plan uses.
import { TOLD_MS } from "../../actions/plan-findings.ts";
import type { PlannedLock, RehearsedStep, Touched } from "../../actions/rehearsed-step.ts";
import { shownTable, shownTime } from "../../actions/shown-size.ts";

export function effectsOf(step: RehearsedStep): string[] {
  const { locks, rewrites, scans, rows, losesData, transaction } = step;
  const read = scans.filter(({ relation }) => !rewrites.some((one) => same(one.relation, relation)));
  return [
    ...(transaction === "none" ? ["runs outside of transactions"] : []),
    ...locks.map(lockText),
    ...(rewrites.length > 0 ? [`rewrites ${listed(rewrites)}`] : []),
    ...(read.length > 0 ? [`reads all of ${listed(read)}`] : []),
    ...(rows > 0 ? [`writes ${rows === 1 ? "1 row" : `${rows} rows`}`] : []),
    ...(losesData === null ? [] : [`loses ${losesData}`]),
    ...times(step),
  ];
}

function times({ estimate, blockedMs }: RehearsedStep): string[] {
  if (!estimate || Math.max(estimate.ms, blockedMs ?? 0) < TOLD_MS) return [];
  const { ms, least, most } = estimate;
  const range = `${shownTime(least).replace("about ", "")} to ${shownTime(most).replace("about ", "")}`;
  const waits = blockedMs ? `; what it locks is blocked for ${shownTime(blockedMs)}` : "";
  if (ms < TOLD_MS) return [waits.replace("; ", "")];
  return [`takes ${shownTime(ms)} (${range})${waits}`];
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

/** `3 statements, 1 transaction, no rollback`. */
export function shapeOf({
  steps,
  parts,
  reversible,
}: {
  readonly steps: readonly RehearsedStep[];
  readonly parts: number;
  readonly reversible: boolean;
}): string {
  const many = steps.length === 1 ? "1 statement" : `${steps.length} statements`;
  const none = steps.every(({ transaction }) => transaction === "none");
  const whole = parts > 1 ? `${parts} parts` : none ? "no transaction" : "1 transaction";
  return `${many}, ${whole}, ${reversible ? "has a rollback" : "no rollback"}`;
}
