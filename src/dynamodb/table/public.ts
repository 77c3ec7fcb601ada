// How people describe a table in a migration: what is left out is usual, or stays as it is.
import type { KeyValue } from "../../core/module-dynamo.ts";
import type { Rekey } from "./rekey/rekey.ts";
import type { Compared, Copied } from "./rekey/rekey-work.ts";
import type { KeyAttribute, Projection, StreamView } from "./state.ts";

export interface KeysWish {
  /** Several for an index of that kind. */
  readonly partitionKey: KeyAttribute | readonly KeyAttribute[];
  readonly sortKey?: KeyAttribute | readonly KeyAttribute[];
}

/** Units per second: of a provisioned table what it has, of one on demand the most that it may use. */
export interface UnitsWish {
  readonly read?: number;
  readonly write?: number;
}

export interface IndexWish extends KeysWish {
  /** Default `"ALL"`; a list of names adds those to the keys. */
  readonly projection?: Projection;
  /** As the table's unless given. */
  readonly capacity?: UnitsWish;
}

export type CapacityWish = "on-demand" | (UnitsWish & { readonly mode: "on-demand" | "provisioned" });

/** What can be changed in place. Null means off. */
export interface SettingsWish {
  readonly capacity?: CapacityWish;
  readonly tableClass?: "STANDARD" | "STANDARD_INFREQUENT_ACCESS";
  readonly stream?: StreamView | null;
  /** The attribute that says when an item expires, in seconds since 1970. */
  readonly timeToLive?: string | null;
  readonly pointInTimeRecovery?: boolean;
  readonly deletionProtection?: boolean;
  /** `"kms"`, or a key's ARN; null for the key that AWS owns. */
  readonly encryption?: string | null;
  readonly contributorInsights?: boolean;
  /** A policy, or its JSON text. */
  readonly resourcePolicy?: string | object | null;
  /** All other regions that are to have a copy. */
  readonly replicas?: readonly string[];
  /** All tags, but those of AWS itself. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface TableWish extends KeysWish, SettingsWish {
  readonly globalIndexes?: Readonly<Record<string, IndexWish>>;
  readonly localIndexes?: Readonly<Record<string, Omit<IndexWish, "capacity">>>;
}

export interface IndexOptions {
  /** Items that the index cannot hold, because of the type or size of a key, are left out of it without an error. */
  readonly violations?: "leave-out";
}

export interface CutOverWish {
  /** Key of an item of the environment's table that tells which table counts; it is made where there is none. */
  readonly marker: readonly [KeyValue, KeyValue?];
  /** How long a writer may go on before it has seen that the marker says `moving`. Default 0. */
  readonly graceSeconds?: number;
}

/** What a migration may do to tables. Each answers when it has taken effect, and bears being done twice. */
export interface TableWork {
  /** The same, of another table. */
  of(table: string): TableWork;
  /** Makes a table: `unchanged` when there is one like that. */
  create(wish: TableWish): Promise<"changed" | "unchanged">;
  /** Takes an empty table away. */
  delete(): Promise<"changed" | "unchanged">;
  /** Makes the table what is described, step by step; settings that are left out stay as they are. */
  become(wish: TableWish, options?: IndexOptions): Promise<"changed" | "unchanged">;
  /** Changes the settings that are named. */
  set(settings: SettingsWish): Promise<"changed" | "unchanged">;
  addIndex(name: string, index: IndexWish, options?: IndexOptions): Promise<"changed" | "unchanged">;
  dropIndex(name: string): Promise<"changed" | "unchanged">;
  /** Copies every item to where the re-keying says, and follows what is written meanwhile for some passes. */
  copy<From extends object, To extends object>(rekey: Rekey<From, To>): Promise<Copied>;
  /** Looks at every item and every copy, and writes nothing. */
  compare<From extends object, To extends object>(rekey: Rekey<From, To>): Promise<Compared>;
  /** Removes the copies that still are what their items make of them; answers how many. */
  uncopy<From extends object, To extends object>(rekey: Rekey<From, To>): Promise<number>;
  /** Lets writers wait, copies the rest, proves that all is equal, and tells them the new place. */
  cutOver<From extends object, To extends object>(
    rekey: Rekey<From, To>,
    how: CutOverWish,
  ): Promise<"changed" | "unchanged">;
  /** Takes a cut-over back. */
  cutBack<From extends object, To extends object>(
    rekey: Rekey<From, To>,
    how: CutOverWish,
  ): Promise<"changed" | "unchanged">;
}
