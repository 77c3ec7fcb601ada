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

/** The items that a fresh deployment begins with: `ctx.put` for each. */
export interface DynamoInit {
  readonly init: DynamoScript;
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
  /**
   * Gives every item of the table, or of an index, to `change`: what it answers is written, only where it differs and
   * only if all that it looked at is still so. It answers the item, `ctx.skip`, `ctx.remove`, or a list of items that
   * take the item's place. It must be pure, and answer the same when it is given its own answer. What it may see is
   * the order of nothing: segments of the table are worked on at once, by several processes perhaps.
   */
  transform<T extends object = Item>(change: Change<T>): Promise<TransformCounts>;
  transform<T extends object = Item>(options: TransformOptions, change: Change<T>): Promise<TransformCounts>;
  /** What a transform's function answers to leave an item alone. */
  readonly skip: typeof SKIP;
  /** What a transform's function answers to remove an item. */
  readonly remove: typeof REMOVE;
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

export const SKIP: unique symbol = Symbol.for("godwit.skip");
export const REMOVE: unique symbol = Symbol.for("godwit.remove");

export type Change<T extends object = Item> = (
  item: T,
) => object | typeof SKIP | typeof REMOVE | readonly object[];

export interface TransformOptions {
  /** Only items that this index holds; they are read from the table all the same. */
  readonly index?: string;
  /** DynamoDB's own filter: what it leaves out is not sent here, but read and paid for. */
  readonly filter?: Filter;
  /** How many items the transform is to touch: a run that leaves these bands is stopped. */
  readonly expect?: Expect;
  /** Into how many segments the table is cut; by its size unless given. */
  readonly segments?: number;
}

export interface Filter {
  /** Such as `begins_with(PK, :team)`. */
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, Value>>;
}

/** From and to, both included. */
export type Band = readonly [number, number];

export interface Expect {
  readonly changed?: Band;
  readonly added?: Band;
  readonly removed?: Band;
}

export interface TransformCounts {
  readonly scanned: number;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  /** Already as the function wants them. */
  readonly unchanged: number;
  readonly skipped: number;
}

/** Marks the default export of a DynamoDB migration. */
export function dynamo<M extends DynamoMigration | DynamoInit>(migration: M): M {
  const { up, down, init } = migration as Partial<DynamoMigration & DynamoInit>;
  if (typeof init === "function" && up === undefined && down === undefined) return branded(migration);
  if (typeof up !== "function" || (down !== undefined && typeof down !== "function")) {
    throw new GodwitError("MODULE_INVALID", "dynamo() needs a function `up`, and a function `down` or none", {
      hint: HINT,
    });
  }
  return branded(migration);
}

function branded<M extends object>(migration: M): M {
  return Object.freeze({ ...migration, [BRAND]: true });
}

/** The default export of `file` as a DynamoDB migration; throws MODULE_INVALID on anything else. */
export function asDynamoMigration(exported: unknown, file: string): DynamoMigration | DynamoInit {
  if (isBranded(exported)) return exported;
  throw new GodwitError("MODULE_INVALID", `${file} does not export a DynamoDB migration as its default`, {
    at: { file },
    hint: HINT,
  });
}

const HINT = "write `export default dynamo({ async up(ctx) { … } })`, then run `godwit up` again";

function isBranded(exported: unknown): exported is DynamoMigration | DynamoInit {
  return typeof exported === "object" && exported !== null && BRAND in exported;
}
