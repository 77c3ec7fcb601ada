// How long a step takes and what it writes, as far as sizes tell.

export interface Estimate {
  readonly ms: number;
  /** It is likely between these. */
  readonly least: number;
  readonly most: number;
  /** Bytes of the write-ahead log. */
  readonly logged: number;
  /** Bytes of disk that are needed beside what is there, until the transaction ends. */
  readonly disk: number;
}

/** Nanoseconds by what is done to a row, a byte or a key, on one machine. */
export type Pace = Readonly<Record<string, number>>;

/** What a step does to what is there, as it was seen or is known. */
export interface Effects {
  readonly sql: string;
  readonly scans: readonly Sized[];
  readonly rewrites: readonly Sized[];
  readonly locks: readonly Sized[];
  /** Rows written on a shadow without rows: those of the script itself. */
  readonly rows: number;
}

export interface Sized {
  readonly relation: readonly string[];
  readonly extent?: Extent;
}

/** How much a table holds; no table is read for it. */
export interface Extent {
  /** Of its rows, without indexes. */
  readonly bytes: number;
  /** With what helps to find them, and with what is stored beside. */
  readonly totalBytes: number;
  /** As the planner estimates it; null where statistics were never gathered. */
  readonly rows: number | null;
  readonly lookups: readonly LookupExtent[];
  /** Rows written, and queries that read, since the server counts; where it was asked. */
  readonly writes?: number;
  readonly reads?: number;
  /** For how many seconds it has counted, or longer than that; absent where it does not know. */
  readonly counted?: number;
}

/** Of what helps to find the table's rows, and is made anew with them. */
export interface LookupExtent {
  readonly bytes: number;
  readonly method: string;
  /** Its keys are compared as texts of a language are, which takes longer. */
  readonly collated: boolean;
}
