// Applies or reverts one module through the real actions, as the command line does.
import { down } from "../../src/actions/down.ts";
import type { Project } from "../../src/actions/project.ts";
import { up } from "../../src/actions/up.ts";
import type { Engine, RunIdentity } from "../../src/core/engine.ts";
import type { Event } from "../../src/core/event.ts";
import type { Migration, Script } from "../../src/core/migration.ts";
import { PLAIN_HEADER } from "./scripts.ts";

export interface OneFile {
  readonly version: string;
  readonly name: string;
  readonly script: Script;
}

export interface ApplyOptions extends OneFile {
  readonly engine: Engine;
  readonly run: RunIdentity;
  /** What else the folder has. */
  readonly others?: readonly OneFile[];
  readonly direction?: "up" | "down";
  readonly signal?: AbortSignal;
  readonly events?: Event[];
  /** Also takes back what is only half applied. */
  readonly force?: boolean;
  /** Short, for tests in which others wait for it to run out. */
  readonly leaseMs?: number;
}

/** Answers false when there was nothing to do; throws what stopped the run. */
export async function apply(options: ApplyOptions): Promise<boolean> {
  const project = projectOf(options);
  const { migrations, error } = await (options.direction === "down"
    ? down(project, { force: options.force === true })
    : up(project));
  if (error) throw error;
  return migrations.length > 0;
}

export function projectOf(options: ApplyOptions): Project {
  const { engine, run, signal, events = [], others = [], leaseMs = 900 } = options;
  const migrations = [...others, options].map(
    ({ version, name, script }): Migration => ({
      version,
      name,
      repeatable: false,
      header: PLAIN_HEADER,
      up: script,
      down: script,
    }),
  );
  return {
    engine,
    run,
    source: { collect: async () => ({ migrations, notes: [] }) },
    report: (event) => events.push(event),
    signal: signal ?? new AbortController().signal,
    settings: {
      environment: undefined,
      order: "strict",
      transaction: "each",
      lockTimeoutMs: 2_000,
      // Short, for the test whose other writer never stops.
      lockBudgetMs: 300,
      statementTimeoutMs: 0,
      waitMs: 20_000,
      leaseMs,
      placeholders: {},
      hooks: {},
    },
  };
}
