// `Requires:` headers: SQL that must be true before a migration starts.
import { type Held, StepError, type TestResult } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import { LockBudget } from "./lock-budget.ts";
import type { Project } from "./project.ts";
import { mayRetry } from "./run-program.ts";

export interface Preconditions {
  readonly migration: Migration;
  /** A migration that is half done has met its preconditions before; they may no longer hold now. */
  readonly resumed: boolean;
}

export async function insistOn(
  project: Project,
  held: Held,
  { migration, resumed }: Preconditions,
): Promise<void> {
  const { requires } = migration.header;
  if (requires.length === 0 || resumed) return;
  const { settings, report, signal, engine } = project;
  const steps = engine.conditions(requires, migration.up.file);
  const work = held.work({
    migration,
    steps: steps.length,
    lockTimeoutMs: settings.lockTimeoutMs,
    statementTimeoutMs: settings.statementTimeoutMs,
    lockBudgetMs: settings.lockBudgetMs,
    replay: [],
    report,
    signal,
    onBlocked: () => undefined,
  });
  const budget = new LockBudget(settings.lockBudgetMs);
  for (;;) {
    try {
      const result = await work.test(steps);
      if (!result.ok) throw notMet(migration, result);
      return;
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      const { verdict } = error;
      if (verdict.do === "lost") throw verdict.error;
      if (verdict.do !== "retry") throw error;
      const { version, name } = migration;
      const stopped = { project, migration: { version, name }, stepsDone: 0 };
      if (!(await mayRetry(stopped, verdict.reason, budget))) throw notAsked(migration, error);
    }
  }
}

export function notMet(
  { name, up }: Migration,
  { step, message, database }: Extract<TestResult, { readonly ok: false }>,
): GodwitError {
  const at = { file: up.file };
  if (!database) {
    return new GodwitError("PRECONDITION", `${name} requires what is not true: ${step.text}`, { at });
  }
  return new GodwitError("PRECONDITION", `${name} requires what cannot be asked: ${step.text}: ${message}`, {
    at,
    database,
    hint: "correct the `Requires` line, then run `godwit up` again",
  });
}

function notAsked({ name, up }: Migration, error: StepError): GodwitError {
  return new GodwitError("LOCK_TIMEOUT", `what ${name} requires could not be asked: ${error.message}`, {
    cause: error,
    at: { file: up.file },
  });
}
