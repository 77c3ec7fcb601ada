// The port between `lint` and an engine's rules: scripts in, findings out.
import type { Extent } from "./estimate.ts";
import type { FactKey, Schema } from "./fact.ts";
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
  /** What is there before it, where somebody knows: taken in the place of what earlier scripts tell. */
  readonly known?: KnownState;
}

/** What a catalogue says. */
export interface KnownState {
  /** What earlier scripts tell, where it is not here. */
  readonly schema?: Schema;
  /** What tables hold, where that is known; what is not in it is empty. */
  readonly extents?: ReadonlyMap<FactKey, Extent>;
}

export interface LintRun {
  /** The scripts run together: what one of them makes, nobody uses before the last has run. */
  readonly together?: boolean;
}

export interface Linter {
  /** Findings in the order of files and places. What cannot be read is a finding, too. */
  lint(scripts: readonly LintScript[], run?: LintRun): Promise<readonly Finding[]>;
}
