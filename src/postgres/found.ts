// What the reader of a schema holds of each fact until everything is read.
import type { Fact } from "../core/fact.ts";
import type { PgKind, ServerTraits } from "./kind.ts";

/** `catalogue/oid/column`, as pg_depend addresses things. */
export type Address = string;

export interface ReadOptions extends ServerTraits {
  /** The role that owns things unless said otherwise. The one that owns most, unless given. */
  readonly owner?: string | undefined;
  /** Tables that are no part of the schema, as `schema.table`: Godwit's own. */
  readonly except?: ReadonlySet<string> | undefined;
}

/** One row of the catalogue, as a fact whose needs are still to be completed. */
export interface Found {
  readonly fact: Fact;
  readonly kind: PgKind;
  readonly address: Address;
  readonly owner: string | null;
  readonly acl: string | null;
}

/** Where something hangs: the kind's name and the path, with a column's name last where it has no fact. */
export interface Target {
  readonly path: readonly string[];
  readonly needs: string;
  readonly more?: readonly string[];
}
