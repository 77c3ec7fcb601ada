// Everything that Godwit says while it works. A reporter is a function of events; secrets never enter one.
import type { Location } from "./errors.ts";

/** A session that holds what we wait for, as the database shows it. */
export interface Blocker {
  readonly pid: number;
  readonly application: string;
  readonly user: string;
  readonly state: string;
  /** The statement it runs or last ran; null when our rights do not show it. */
  readonly query: string | null;
  /** How long its transaction has been open, in milliseconds. */
  readonly ageMs: number;
  /** The relation and lock mode it is about, when known. */
  readonly relation: string | null;
}

export type Direction = "up" | "down";

interface About {
  readonly version: string;
  readonly name: string;
}

export type Event =
  | { readonly type: "note"; readonly message: string; readonly hint?: string }
  | {
      readonly type: "run-started";
      readonly direction: Direction;
      readonly runId: string;
      readonly total: number;
    }
  | { readonly type: "lock-waiting"; readonly holder: string; readonly waitedMs: number }
  | { readonly type: "lock-taken-over"; readonly holder: string; readonly why: string }
  | ({
      readonly type: "migration-started";
      readonly direction: Direction;
      readonly steps: number;
      readonly from: number;
      readonly parts: number;
    } & About)
  | ({
      readonly type: "step-started";
      readonly step: number;
      readonly steps: number;
      readonly text: string;
      readonly at: Location;
    } & About)
  | ({ readonly type: "step-finished"; readonly step: number; readonly steps: number } & About)
  | ({ readonly type: "step-effect"; readonly step: number; readonly effect: string } & About)
  | ({
      readonly type: "notice";
      readonly severity: string;
      readonly message: string;
      readonly detail?: string;
      readonly hint?: string;
    } & About)
  | ({ readonly type: "log"; readonly message: string } & About)
  /** How many rows or items of about how many a step has been through. */
  | ({ readonly type: "items"; readonly done: number; readonly total: number } & About)
  | ({
      readonly type: "blocked";
      readonly blockers: readonly Blocker[];
      readonly hidden: boolean;
      readonly waitedMs: number;
    } & About)
  | ({
      readonly type: "retrying";
      readonly attempt: number;
      readonly delayMs: number;
      readonly remainingMs: number;
      readonly reason: string;
    } & About)
  | ({
      readonly type: "migration-finished";
      readonly direction: Direction;
      readonly executionTimeMs: number;
      readonly steps: number;
      readonly retries: number;
    } & About)
  | ({
      readonly type: "migration-failed";
      readonly direction: Direction;
      readonly step: number;
      readonly steps: number;
      readonly message: string;
    } & About)
  | { readonly type: "proofs-started"; readonly total: number }
  | ({ readonly type: "proof-started" } & About)
  /** `failed` names the proofs of it that do not hold. */
  | ({ readonly type: "migration-proved"; readonly failed: readonly string[] } & About)
  | { readonly type: "proofs-finished"; readonly executionTimeMs: number }
  | {
      readonly type: "run-finished";
      readonly direction: Direction;
      readonly applied: number;
      readonly executionTimeMs: number;
    };

export type Reporter = (event: Event) => void;

/** Joins reporters into one that none of them can break: a reporter that throws never changes a run. */
export function reportTo(reporters: readonly Reporter[]): Reporter {
  return (event) => {
    for (const report of reporters) {
      try {
        report(event);
      } catch {
        // A broken reporter must not stop a migration; what it would have said is lost with it.
      }
    }
  };
}
