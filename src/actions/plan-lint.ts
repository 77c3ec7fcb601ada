// What rules find in a plan's migrations on the target as it is, but for what the rehearsal itself has seen.
import type { Finding } from "../core/finding.ts";
import type { KnownState, Linter, LintScript } from "../core/linter.ts";
import type { Migration } from "../core/migration.ts";
import type { RehearsedMigration, RehearsedStep } from "./rehearsed-step.ts";

export interface Written {
  /** What is there before them. */
  readonly known: KnownState;
  /** Those that somebody wrote: a baseline is read for what it makes. */
  readonly written: readonly Migration[];
}

/** In the order of the migrations. Notes are left to `lint`: a plan is about what may go wrong now. */
export async function lintPlanned(
  linter: Linter,
  migrations: readonly Migration[],
  { known, written }: Written,
): Promise<readonly Finding[]> {
  const scripts = migrations.map(
    ({ up, down, header, repeatable }, index): LintScript => ({
      script: up,
      header,
      role: repeatable ? "repeatable" : "up",
      hasRollback: down !== undefined,
      report: written.some((one) => one.up.file === up.file),
      ...(index === 0 ? { known } : {}),
    }),
  );
  const findings = await linter.lint(scripts, { together: true });
  return findings.filter(({ severity, rule }) => severity !== "note" && !OF_FILES.has(rule));
}

/** What cannot be read stops the rehearsal. */
const OF_FILES = new Set(["syntax-error", "unreadable"]);

/**
 * Both without saying a thing twice: where a statement was rehearsed, what was seen counts, with the rule's advice; and
 * what a rule feared of locks and nobody saw is not told at all.
 */
export function combined(
  seen: readonly Finding[],
  linted: readonly Finding[],
  migrations: readonly RehearsedMigration[],
): readonly Finding[] {
  const steps = migrations.flatMap((migration) => migration.steps);
  const hints = new Map<Finding, string>();
  const rest = linted.filter((finding) => {
    const { observedAs, at, hint } = finding;
    if (!observedAs || !at) return true;
    const step = steps.findLast((one) => one.at.file === at.file && !isAfter(one, at));
    const same = seen.filter((one) => observedAs.includes(one.rule) && isAbout(one, at, step));
    // What is over at once needs no other way.
    const grave = same.filter((one) => one.severity !== "note" && !one.hint);
    for (const one of grave) if (hint !== undefined) hints.set(one, hint);
    if (same.length > 0) return false;
    // What cannot run in a transaction was not watched.
    return !step || step.transaction === "none" || !observedAs.some((rule) => OF_LOCKS.has(rule));
  });
  return [
    ...seen.map((one) => {
      const hint = hints.get(one);
      return hint === undefined ? one : { ...one, hint };
    }),
    ...rest,
  ];
}

const OF_LOCKS = new Set(["scan-while-locked", "lock-held-long"]);

interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

function isAfter({ at: step }: RehearsedStep, at: Place): boolean {
  const lines = (step.line ?? 0) - (at.line ?? 0);
  return lines > 0 || (lines === 0 && (step.column ?? 0) > (at.column ?? 0));
}

/** Findings of a whole file have no line; a lock that lasts is told where it is taken. */
function isAbout({ at: seen, rule }: Finding, at: Place, step: RehearsedStep | undefined): boolean {
  if (seen?.file !== at.file) return false;
  if (rule === "lock-held-long") return true;
  return seen.line === undefined || (seen.line === step?.at.line && seen.column === step?.at.column);
}
