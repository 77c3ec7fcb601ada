// What is compared of a column.
export type ColumnAttributes = {
  /** As format_type prints it. */
  readonly type: string;
  /** Quoted and qualified; null for the type's own. */
  readonly collation: string | null;
  readonly notNull: boolean;
  /** `always`, `by default` or null. */
  readonly identity: string | null;
  /** Quoted and qualified name of the sequence behind it; null where it is the usual one. */
  readonly identitySequence: string | null;
  /** type, start, increment, minimum, maximum, cache, cycle. */
  readonly identityNumbers: readonly string[];
  /** `logged` or `unlogged` where its table is the other one; from 15 on. */
  readonly identityPersistence: string | null;
  /** `stored`, `virtual` or null. */
  readonly generated: string | null;
  readonly expression: string | null;
  /** Letter of pg_attribute.attstorage, where it is not the type's own. */
  readonly storage: string | null;
  readonly compression: string | null;
  readonly statistics: number | null;
  readonly options: readonly string[];
  readonly fdwOptions: readonly string[];
  /** It comes from a parent table alone: changing the parent changes it. */
  readonly inherited: boolean;
};
