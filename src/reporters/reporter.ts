// What a reporter is made from and what it must give back.
import type { Reporter } from "../core/event.ts";
import type { Screen } from "./screen.ts";

export interface ReporterOptions {
  /** Where narration goes: stderr. */
  readonly screen: Screen;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds, only ever subtracted. */
  readonly now: () => number;
}

export interface OpenReporter {
  readonly report: Reporter;
  /** Clears what is half-drawn and stops timers; nothing is reported after it. */
  close(): void;
}

/** Answers undefined where it has nothing to do in this run. */
export type ReporterPart = (options: ReporterOptions) => OpenReporter | undefined;
