// What earlier statements and migrations made, as far as their trees tell; a shadow's facts may fill it as well.
import type { Extent } from "../../core/estimate.ts";
import type { Named, TypeShape } from "./names.ts";

export interface KnownColumn {
  readonly name: string;
  type: TypeShape;
  notNull: boolean;
  /** Has a default, is generated or an identity. */
  filled: boolean;
}

export interface KnownConstraint {
  readonly name: string | undefined;
  readonly type: "primary" | "unique" | "check" | "foreign" | "exclusion" | "not-null";
  readonly columns: readonly string[];
  validated: boolean;
  /** In which transaction of which file it was added. */
  readonly madeIn: string;
  /** The column that a CHECK (column IS NOT NULL) is about. */
  readonly notNullOf?: string | undefined;
  readonly refers?: Named | undefined;
}

export interface KnownIndex {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly partial: boolean;
  /** It leaves out no rows but those with NULL in its columns, if any: whoever looks for a value finds it. */
  readonly skipsNulls: boolean;
  readonly method: string;
  /** Its columns are plain and ascending, with default operator classes. */
  readonly plain: boolean;
}

export interface KnownPolicy {
  readonly name: string;
  readonly command: string;
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly using: unknown;
  readonly check: unknown;
}

export interface Relation {
  schema: string;
  name: string;
  readonly kind: "table" | "view" | "matview" | "foreign";
  /** The number of the file that made it; -1 when it was there before. */
  readonly madeIn: number;
  readonly temporary: boolean;
  readonly partitioned: boolean;
  /** The columns of its partition key; null where an expression is among them. */
  readonly partitionKey?: readonly string[] | null;
  readonly partitionOf?: Named | undefined;
  /** All its columns are known, not only those that were added in sight. */
  readonly whole: boolean;
  readonly columns: Map<string, KnownColumn>;
  constraints: KnownConstraint[];
  indexes: KnownIndex[];
  policies: KnownPolicy[];
  rowSecurity: boolean;
  forced: boolean;
  hasDefaultPartition: boolean;
  /** What it holds, where sizes are known; null: nothing. */
  extent?: Extent | null;
}

const NONE: ReadonlySet<string> = new Set();

/** Rules read it; `apply` writes it. */
export class Scene {
  /** The number of the file that is read. */
  file = 0;
  /** The first schema of the search path. */
  schema = "public";
  readonly relations = new Map<string, Relation>();
  /** Index names to the keys of their tables. */
  readonly indexes = new Map<string, { readonly table: string; readonly madeIn: number }>();
  /** Enum values added by a transaction, as `type value`. */
  readonly newValues = new Map<string, string>();
  /** Types made in sight, to the number of their file. */
  readonly types = new Map<string, number>();
  /** Constraints validated in sight, by `key constraint`. */
  readonly validated = new Set<string>();
  /** Schemas with default privileges. */
  readonly defaultPrivileges = new Set<string>();

  /** Transactions of this file to the relations that nobody else can read until it ends. */
  readonly held = new Map<number, Set<string>>();

  /** What tables hold, by key, where that is known: what is not in it is empty. */
  extents: ReadonlyMap<string, Extent> | undefined;

  /** Nothing is there that anybody knows of. */
  forget(): void {
    for (const all of [this.relations, this.indexes, this.newValues, this.types, this.held]) all.clear();
    this.validated.clear();
    this.defaultPrivileges.clear();
    this.extents = undefined;
  }

  heldBy(transaction: number): ReadonlySet<string> {
    return this.held.get(transaction) ?? NONE;
  }

  key({ schema, name }: Named): string {
    return `${schema ?? this.schema}.${name}`;
  }

  relation(name: Named): Relation | undefined {
    return this.relations.get(this.key(name));
  }

  /** Nobody else can have rows in it yet: it was made by this very file, or is temporary. */
  isNew(name: Named): boolean {
    const found = this.relation(name);
    return found !== undefined && (found.madeIn === this.file || found.temporary);
  }

  /** Made by this file, or on a relation that is. */
  isNewIndex(name: Named): boolean {
    const found = this.indexes.get(this.key(name));
    if (!found) return false;
    return found.madeIn === this.file || this.relations.get(found.table)?.madeIn === this.file;
  }

  isNewType(name: Named): boolean {
    return this.types.get(this.key(name)) === this.file;
  }

  column(relation: Named, column: string): KnownColumn | undefined {
    return this.relation(relation)?.columns.get(column);
  }

  /** Puts in what is known from elsewhere, such as a shadow's catalogue. */
  know(relation: Relation): void {
    this.relations.set(`${relation.schema}.${relation.name}`, relation);
  }
}
