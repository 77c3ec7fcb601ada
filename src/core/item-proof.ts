// What is proved of migrations that change items, and of the items that a fresh deployment begins with.

export type ItemVerdict = "pass" | "fail" | "skipped";

export interface ItemProof {
  readonly verdict: ItemVerdict;
  /** Why it is not a pass, or how it was found. */
  readonly evidence: string;
}

export interface ProvedItems {
  readonly version: string;
  readonly name: string;
  readonly proofs: {
    readonly applies: ItemProof;
    /** A second time changes nothing. */
    readonly reapplies: ItemProof;
    /** From a half that is done already it comes to the same. */
    readonly resumes: ItemProof;
    /** `down` gives back what was. */
    readonly rollback: ItemProof;
  };
}

export interface ItemProofs {
  readonly migrations: readonly ProvedItems[];
  /** Whether the items of a fresh deployment are those that migrations give. */
  readonly parity: ItemProof;
}

/** Where items are not what they should be. */
export interface ItemDifference {
  readonly item: string;
  /** Names of places with a sign: `+` is there and should not be, `-` is missing, `~` is another value; or of all of it. */
  readonly places: readonly string[];
}
