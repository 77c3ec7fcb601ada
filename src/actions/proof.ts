// What a proof says: a verdict, and the evidence it rests on.
import type { GodwitError, Location } from "../core/errors.ts";
import type { Skipped } from "../core/schema-database.ts";
import type { ChangeDocument } from "./describe-change.ts";

export const PROOFS = ["applies", "rollback", "reapplies", "data", "compatible"] as const;
export type ProofName = (typeof PROOFS)[number];

/** `missing`: there is nothing that could be proved. `skipped`: it was not tried, or not all of it, and says why. */
export type Verdict = "pass" | "fail" | "missing" | "skipped";

/** One thing that was seen. */
export interface Evidence {
  readonly message: string;
  /** Where in the migration it happened. */
  readonly at?: Location;
  /** What the database said, by its code. */
  readonly sqlstate?: string;
  /** What of the schema is not as it should be; `create` is missing, `drop` is left over. */
  readonly change?: ChangeDocument;
}

export interface Proof {
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
}

export type Proofs = Readonly<Record<ProofName, Proof>>;

export const PASS: Proof = { verdict: "pass", evidence: [] };

export function fail(...evidence: readonly Evidence[]): Proof {
  return { verdict: "fail", evidence };
}

export function missing(message: string): Proof {
  return { verdict: "missing", evidence: [{ message }] };
}

export function skipped(message: string): Proof {
  return { verdict: "skipped", evidence: [{ message }] };
}

/** One verdict for all: what fails goes before what was not tried. */
export function together(proofs: readonly Proof[]): Proof {
  const verdict = WORST.find((one) => proofs.some((proof) => proof.verdict === one)) ?? "pass";
  return { verdict, evidence: proofs.flatMap(({ evidence }) => evidence) };
}

const WORST: readonly Verdict[] = ["fail", "missing", "skipped"];

export function errorEvidence(error: GodwitError, doing: string): Evidence {
  const { at, database, message } = error;
  return {
    message: `${doing}: ${message}`,
    ...(at ? { at } : {}),
    ...(database ? { sqlstate: database.code } : {}),
  };
}

/** What was left out on a shadow takes the pass away, and nothing else: what failed has failed (ruling 19). */
export function unlessLeftOut(proof: Proof, left: readonly Skipped[]): Proof {
  const why = left
    .filter(({ severity }) => severity !== "note")
    .map(({ message, at }): Evidence => ({ message, ...(at ? { at } : {}) }));
  if (why.length === 0 || proof.verdict === "missing") return proof;
  return { verdict: "skipped", evidence: [...why, ...proof.evidence] };
}
