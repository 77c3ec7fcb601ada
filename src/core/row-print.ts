// A fingerprint of a table's rows: how many, and for each column a hash of its values.

export interface RowPrint {
  readonly rows: number;
  /** Name and type of a column to the hash of its values; their order does not count. */
  readonly columns: ReadonlyMap<string, string>;
}

/** By `schema.table`. */
export type RowPrints = ReadonlyMap<string, RowPrint>;
