// What a rule, a check or a source found: the one shape for "look at this".
import type { Location } from "./errors.ts";

export interface Finding {
  readonly rule: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly hint?: string;
  readonly at?: Location;
  /** Where the range that begins at `at` ends: the character after its last, from 1. */
  readonly end?: { readonly line: number; readonly column: number };
  /** The classes of danger that the rule looks for, such as `drop-column`. */
  readonly hazards?: readonly string[];
  readonly fix?: Fix;
  /** Rules of a rehearsal that say the same of what was seen. */
  readonly observedAs?: readonly string[];
}

/** A change of the file `at` is in that removes the cause. */
export interface Fix {
  /** What it does, as a sentence without a full stop. */
  readonly title: string;
  /** A column gets another type than the author wrote: only a person can tell whether that is meant. */
  readonly changesType?: true;
  readonly edits: readonly ByteEdit[];
}

/** Replaces [start, end) of a file, in bytes. */
export interface ByteEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
