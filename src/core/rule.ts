// What a lint rule says about itself, whatever it looks at; how grave it is, and how that may be set.
import type { Finding } from "./finding.ts";

/** S1: breaks or destroys. S2: stops the application for a while. S3: to be thought about. S4: a better way. */
export type Gravity = "S1" | "S2" | "S3" | "S4";

export type Severity = Finding["severity"];
export type Level = Severity | "off";

const SEVERITIES: Readonly<Record<Gravity, Severity>> = {
  S1: "error",
  S2: "error",
  S3: "warning",
  S4: "note",
};

export interface Rule {
  /** In kebab case; what the configuration and `godwit-ignore` call it. */
  readonly name: string;
  /** Classes of danger; linters that find the same have a class in common. The first is the rule's own. */
  readonly hazards: readonly string[];
  readonly gravity: Gravity;
  /** What it finds lasts as long as a table is read or written: how grave that is, its size decides, where it is known. */
  readonly sized?: true;
  /** What a rehearsal says of the same: where a statement was rehearsed, its word counts. */
  readonly observedAs?: readonly string[];
  /** Runs only where the configuration or --rule asks for it. */
  readonly optIn?: true;
  /** What breaks, and why PostgreSQL does so. */
  readonly why: string;
  /** What to do instead. */
  readonly instead: string;
  /** An example that the rule finds, and one that it does not. A line `-- file: NAME` begins another file. */
  readonly bad: string;
  readonly good: string;
}

export type Levels = Readonly<Record<string, Level>>;

/** `*` sets every rule that is not named itself. */
export function levelOf(rule: Pick<Rule, "name" | "gravity" | "optIn">, levels: Levels): Level {
  const named = levels[rule.name];
  if (named !== undefined) return named;
  return levels["*"] ?? (rule.optIn ? "off" : SEVERITIES[rule.gravity]);
}
