// What a DynamoDB migration's file exports: `dynamo({ up, down })`.
import type { Decimal } from "./decimal.ts";
import { GodwitError } from "./errors.ts";

/** Registered, so that a second copy of this package recognises it too. */
const BRAND = Symbol.for("godwit.dynamo");

export interface DynamoMigration {
  /** Changes the data; runs again after a crash, so everything it does must bear being done twice. */
  readonly up: DynamoScript;
  /** Reverts `up`. */
  readonly down?: DynamoScript;
}

export type DynamoScript = (context: DynamoContext) => Promise<void> | void;

/** All that a migration may do. What it writes goes out under conditions on what it read. */
export interface DynamoContext {
  /** One item of configuration. `sk` is left out in a table that has none. */
  config<T extends object = Item>(pk: KeyValue, sk?: KeyValue): ConfigItem<T>;
  /** Reads an item, consistently. */
  get<T extends object = Item>(pk: KeyValue, sk?: KeyValue): Promise<T | undefined>;
  /** Reads all items of a partition, consistently and in order; those whose sort key begins with `begins`. */
  query<T extends object = Item>(pk: KeyValue, options?: { readonly begins?: string }): Promise<T[]>;
  /** Writes an item where there is none: `kept` when there is one, which stays as it is. */
  put(item: object): Promise<"created" | "kept">;
  /** The same as `config(pk, sk).update(change)`. */
  update<T extends object = Item>(key: Key, change: (item: T) => object): Promise<"updated" | "unchanged">;
  /** Removes an item as it was read a moment before. */
  delete(pk: KeyValue, sk?: KeyValue): Promise<"deleted" | "absent">;
  /** Puts a copy of an item under another key, changed by `change` if given: `kept` when something is there already. */
  copy<T extends object = Item>(
    from: Key,
    to: Key,
    change?: (item: T) => object,
  ): Promise<"created" | "kept">;
  /** Tells people what happens. */
  log(message: string): void;
  /** Aborts when the run must stop. */
  readonly signal: AbortSignal;
}

/** The values of partition key and sort key; only the first in a table that has no sort key. */
export type Key = readonly [KeyValue, KeyValue?];

/**
 * A value of an item. A number that JavaScript would round arrives as a `Decimal`;
 * `bigint` is accepted when writing.
 */
export type Value =
  | null
  | boolean
  | string
  | number
  | bigint
  | Decimal
  | Uint8Array
  | Set<string>
  | Set<number | bigint | Decimal>
  | Set<Uint8Array>
  | Value[]
  | { [attribute: string]: Value };

export type Item = Record<string, Value>;

export type KeyValue = string | number;

export interface ConfigItem<T extends object> {
  /**
   * Makes the item what `change` answers; `unchanged` when it already is. `change` must be pure: it may run again
   * on a fresher item when somebody else wrote in between. It may change the item it is given in place and answer it.
   * The write touches only what differs, and only if all that `change` looked at is still so.
   */
  update(change: (item: T) => object): Promise<"updated" | "unchanged">;
}

/** Marks the default export of a DynamoDB migration. */
export function dynamo(migration: DynamoMigration): DynamoMigration {
  const { up, down } = migration;
  if (typeof up !== "function" || (down !== undefined && typeof down !== "function")) {
    throw new GodwitError("MODULE_INVALID", "dynamo() needs a function `up`, and a function `down` or none", {
      hint: HINT,
    });
  }
  return Object.freeze({ ...migration, [BRAND]: true });
}

/** The default export of `file` as a DynamoDB migration; throws MODULE_INVALID on anything else. */
export function asDynamoMigration(exported: unknown, file: string): DynamoMigration {
  if (isBranded(exported)) return exported;
  throw new GodwitError("MODULE_INVALID", `${file} does not export a DynamoDB migration as its default`, {
    at: { file },
    hint: HINT,
  });
}

const HINT = "write `export default dynamo({ async up(ctx) { … } })`, then run `godwit up` again";

function isBranded(exported: unknown): exported is DynamoMigration {
  return typeof exported === "object" && exported !== null && BRAND in exported;
}
