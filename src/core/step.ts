// A program is a migration cut into steps (the unit of resume) and parts (the unit of atomicity).
import type { Location } from "./errors.ts";
import type { Finding } from "./finding.ts";

/**
 * What a resume does with a step that was announced and never closed:
 * `inspect` looks at the database for its effect, `again` simply repeats it, `ask` stops for a person.
 */
export type AfterCrash = "inspect" | "again" | "ask";

/** One statement or API call of a migration. `Op` is the engine's own form of it. */
export interface Step<Op = unknown> {
  readonly op: Op;
  /** The text for people: the statement, or the call in words. */
  readonly text: string;
  /** SHA-256 of what the step does; a done step whose hash no longer matches stops a resume. */
  readonly hash: string;
  readonly at: Location;
  readonly afterCrash: AfterCrash;
  /** True when a resume must repeat it although it is done: it only set up the session (`set search_path`). */
  readonly sessionOnly?: boolean;
}

/**
 * Consecutive steps. `atomic` parts commit together with their progress; a part that is not atomic has one
 * step, which is announced in the history before it starts and closed after.
 */
export interface Part<Op = unknown> {
  readonly atomic: boolean;
  /** Index of the part's first step in the program. */
  readonly first: number;
  readonly steps: readonly Step<Op>[];
  /** How the file itself opens and closes the transaction, where it does. */
  readonly open?: Op;
  readonly close?: Op;
  /** The file rolls this part back itself: its progress is recorded after it. */
  readonly undone?: boolean;
}

export interface Program<Op = unknown> {
  readonly steps: readonly Step<Op>[];
  readonly parts: readonly Part<Op>[];
  readonly notes: readonly Finding[];
  /** True when the whole migration commits or rolls back as one. */
  readonly atomic: boolean;
}
