// What a rule for SQL is: the statements it looks at, and how it says what it found.
import type { Fix } from "../../core/finding.ts";
import type { Gravity, Rule } from "../../core/rule.ts";
import type { LintFile } from "./lint-file.ts";
import type { LintStatement } from "./lint-statement.ts";
import type { LintOptions } from "./options.ts";
import type { Scene } from "./scene.ts";

export interface SqlRule extends Rule {
  /** Also for rollbacks: what the rule finds is as wrong there. */
  readonly inRollbacks?: true;
  /** What a statement must have one of: see `triggersOf`. All statements, or all files, unless given. */
  readonly on?: readonly string[];
  /** Before the statement takes effect on the scene. */
  statement?(statement: LintStatement, about: About): void;
  /** After all statements of the file. */
  file?(file: LintFile, about: About): void;
}

export interface About {
  /** What earlier statements and migrations made. */
  readonly scene: Scene;
  readonly file: LintFile;
  readonly options: LintOptions;
  report(found: Found): void;
  /** True the first time that this rule asks for the key in this file. */
  once(key: string): boolean;
}

export interface Found {
  readonly message: string;
  /** A `location` of the statement's tree. The statement's beginning unless given. */
  readonly at?: number | undefined;
  /** Which statement, where it is not the one that is looked at. */
  readonly statement?: LintStatement | undefined;
  /** Instead of the rule's `instead`. */
  readonly hint?: string;
  readonly gravity?: Gravity;
  readonly fix?: (Omit<Fix, "edits"> & { readonly edits: readonly TextEdit[] }) | undefined;
}

/** Replaces [start, end) of the statement's text, in UTF-16 units. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lends a rule its type. */
export function rule(definition: SqlRule): SqlRule {
  return definition;
}
