// The port between `lint` and an engine's rules: scripts in, findings out.
import type { Finding } from "./finding.ts";
import type { Header, Script } from "./migration.ts";

/** A script in the order of the history. */
export interface LintScript {
  readonly script: Script;
  readonly header: Header;
  /** `alone`: not one of the project's migrations, so that nothing is expected to be beside it. */
  readonly role: "up" | "down" | "repeatable" | "alone";
  /** Whether something reverts it. */
  readonly hasRollback: boolean;
  /** Read for what it makes only, when false. */
  readonly report: boolean;
}

export interface Linter {
  /** Findings in the order of files and places. What cannot be read is a finding, too. */
  lint(scripts: readonly LintScript[]): Promise<readonly Finding[]>;
}
