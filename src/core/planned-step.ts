// A step of a plan: what runs, what it locks, rewrites, scans and loses, and why it is there.
import type { FactKey } from "./fact.ts";

export interface PlannedStep<Op = unknown> {
  readonly op: Op;
  /** The statement for people. */
  readonly text: string;
  /** The change that it makes, or is a part of. */
  readonly change: "create" | "drop" | "alter";
  readonly fact: FactKey;
  /** The fact whose change makes this step necessary, where it is another one: a view is rebuilt for a column. */
  readonly because?: FactKey;
  /** `own`: later steps need it committed. `none`: it cannot run in a transaction. */
  readonly transaction: "shared" | "own" | "none";
  /** The strongest lock on `relation`, in the database's own words. */
  readonly lock?: string;
  readonly relation?: FactKey;
  readonly rewrites: boolean;
  readonly scans: boolean;
  /** What is lost for good, in words. */
  readonly losesData?: string;
}
