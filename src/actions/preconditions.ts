// `Requires:` headers: SQL that must be true before a migration starts.
import type { Held } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import type { Step } from "../core/step.ts";
import type { Project } from "./project.ts";

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
  const result = await held
    .work({
      migration,
      lockTimeoutMs: settings.lockTimeoutMs,
      statementTimeoutMs: settings.statementTimeoutMs,
      lockBudgetMs: settings.lockBudgetMs,
      replay: [],
      report,
      signal,
      onBlocked: () => undefined,
    })
    .test(steps);
  if (!result.ok) throw notMet(migration, result.step);
}

export function notMet({ name, up }: Migration, { text }: Step): GodwitError {
  return new GodwitError("PRECONDITION", `${name} requires what is not true: ${text}`, {
    at: { file: up.file },
  });
}
