// `Requires:` headers: SQL that must be true before a migration starts.
import { type Held, StepError } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
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
  const work = held.work({
    migration,
    lockTimeoutMs: settings.lockTimeoutMs,
    statementTimeoutMs: settings.statementTimeoutMs,
    lockBudgetMs: settings.lockBudgetMs,
    replay: [],
    report,
    signal,
    onBlocked: () => undefined,
  });
  const result = await work.test(steps).catch((error: unknown) => {
    throw unmet(error, migration);
  });
  if (result.ok) return;
  throw new GodwitError("PRECONDITION", `${migration.name} requires what is not true: ${result.step.text}`, {
    at: { file: migration.up.file },
  });
}

/** The question itself failed: the connection is lost, or its SQL is wrong. */
function unmet(error: unknown, { name, up }: Migration): unknown {
  if (!(error instanceof StepError)) return error;
  if (error.verdict.do === "lost") return error.verdict.error;
  return new GodwitError("PRECONDITION", `what ${name} requires could not be asked: ${error.message}`, {
    at: { file: up.file },
    cause: error.cause,
    ...(error.database ? { database: error.database } : {}),
  });
}
