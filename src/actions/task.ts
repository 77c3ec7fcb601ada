// One script to run, and how far it has come in this process.
import type { Held, WorkOrder } from "../core/engine.ts";
import type { Direction } from "../core/event.ts";
import type { HistoryEventName, HistoryRecord } from "../core/history.ts";
import type { Header, Script } from "../core/migration.ts";
import type { Program, Step } from "../core/step.ts";
import type { Project } from "./project.ts";

export interface Task {
  readonly direction: Direction;
  readonly migration: { readonly version: string; readonly name: string };
  readonly script: Script;
  readonly header: Header;
  /** The script cut into steps, where somebody has read it already. */
  readonly program: Program;
  /** What the history says of this migration; where a crash left off. */
  readonly before: HistoryRecord | undefined;
  /** The record to write progress into. */
  readonly base: HistoryRecord;
  readonly verify: readonly Step[];
  /** What was remembered when the open step was announced, from the log. */
  readonly observed: () => Promise<Readonly<Record<string, unknown>>>;
  /** What the history says when all is done; null removes the record. */
  readonly done: (steps: readonly Step[], executionTimeMs: number) => HistoryRecord | null;
  readonly event: HistoryEventName;
  readonly details: Readonly<Record<string, unknown>>;
  /** On shadows only. */
  readonly watch?: Watch | undefined;
}

/** Whoever wants to know what a script does, step by step. */
export interface Watch {
  readonly observe?: WorkOrder["observe"];
  /** The script as it was cut in the end: a server may refuse the first cut. */
  readonly cut: (program: Program) => void;
}

/** Progress of the task in this process; the history's own is written from it. */
export interface Course {
  readonly task: Task;
  readonly project: Project;
  readonly held: Held;
  readonly start: number;
  record: HistoryRecord | undefined;
  program: Program;
  /** The step being run, for the failure row. */
  failing: number;
}
