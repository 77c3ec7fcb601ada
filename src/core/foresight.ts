// What is known of a step before it runs, whatever database it is for.

export interface Foresight {
  /** False where the database refuses it inside a transaction. */
  readonly transactional: boolean;
  /** Only where it cannot be seen (observation.ts): the locks that such a statement takes, strongest first. */
  readonly locks: readonly KnownLock[];
  readonly rewrites: boolean;
  readonly scans: boolean;
  /** It may change rows that are there: after it they are not what they are now. */
  readonly changesRows: boolean;
  /** Only tables whose definition it changes can have other rows after it. */
  readonly confined: boolean;
  /** What is lost for good, in words. */
  readonly losesData?: string;
}

export interface KnownLock {
  /** As it is written: a name without a schema is found by the search path. */
  readonly relation: readonly string[];
  readonly mode: string;
}
