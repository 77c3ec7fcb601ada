// What a run would ask of a database, as far as that can be told before: for questions that only it can answer.
import type { Change } from "./diff.ts";
import type { Schema } from "./fact.ts";
import type { Relation, SeenLock } from "./observation.ts";

export interface Demand {
  readonly changes: readonly Change[];
  /** What is there before the changes. */
  readonly from: Schema;
  /** Those of all steps. */
  readonly locks: readonly SeenLock[];
  /** What is written anew as a whole. */
  readonly rewrites: readonly Relation[];
  /** The texts of the steps. */
  readonly statements: readonly string[];
  /** Roles that the scripts name and do not make. */
  readonly roles: readonly string[];
  /** Whose rights the run has; those of the session's user unless given. */
  readonly role?: string;
  /** Bytes of the write-ahead log, by estimate. */
  readonly logged: number;
  /** For each question. */
  readonly timeoutMs: number;
}
