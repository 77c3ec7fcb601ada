// All that an action needs; the command line, the runners and the tests each make one.
import type { Engine, RunIdentity } from "../core/engine.ts";
import type { Reporter } from "../core/event.ts";
import type { Hooks } from "../core/hook.ts";
import type { Source } from "../core/migration.ts";
import type { Slice } from "./slice.ts";

export interface Project {
  readonly engine: Engine;
  readonly source: Source;
  readonly run: RunIdentity;
  readonly settings: RunSettings;
  readonly report: Reporter;
  /** Aborts when a person or the platform asks us to stop. */
  readonly signal: AbortSignal;
  /** Where the platform ends runs at a time of its own. */
  readonly slice?: Slice | undefined;
}

/** The settings that change what an action does; all times in milliseconds. */
export interface RunSettings {
  readonly environment: string | undefined;
  readonly order: "strict" | "any";
  readonly transaction: "each" | "all";
  readonly lockTimeoutMs: number;
  readonly lockBudgetMs: number;
  /** 0 is none. */
  readonly statementTimeoutMs: number;
  readonly waitMs: number;
  readonly leaseMs: number;
  readonly placeholders: Readonly<Record<string, string>>;
  readonly hooks: Hooks;
}
