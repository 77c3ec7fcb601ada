// The port of adoption: what a database that Godwit did not migrate can say of what was done to it.

/** What another tool's table remembers of one migration. */
export interface Remembered {
  readonly version?: string;
  /** As that tool calls it, such as the file's name without its extension. */
  readonly name?: string;
  readonly success: boolean;
  readonly checksum?: Checksum;
  readonly appliedAt?: Date;
  readonly appliedBy?: string;
}

/** `lines-crc32` is of the lines without their ends, as a signed number. */
export interface Checksum {
  readonly kind: "sha256" | "sha384" | "lines-crc32";
  readonly value: string;
}

export interface ToolHistory {
  readonly tool: string;
  /** Schema and name of its table. */
  readonly path: readonly string[];
  /** Only the newest version is kept: all before it count as applied, too. */
  readonly newestOnly: boolean;
  readonly rows: readonly Remembered[];
}

/** Rows of one table, each as the JSON text of an object. */
export interface SampleRows {
  readonly path: readonly string[];
  readonly rows: readonly string[];
  /** Columns that are not compared. */
  readonly except?: readonly string[];
}

export interface AdoptionDatabase {
  /** Tables of other tools, recognised by their columns; they are only read. */
  histories(): Promise<readonly ToolHistory[]>;
  /** How many of the rows are there; null when that cannot be told in a few seconds. */
  holds(sample: SampleRows): Promise<number | null>;
  close(): Promise<void>;
}
