// What a kind of PostgreSQL has beyond the core's: the catalogue it is read from, and how statements name it.
import { type Attributes, type Fact, type FactKey, keyOf, makeFact } from "../core/fact.ts";
import type { Kind } from "../core/kind.ts";
import { name } from "./identifier.ts";
import type { Row } from "./session.ts";
import { type Sql, sql, verbatim } from "./sql.ts";

export interface PgKind<A extends Attributes = Attributes> extends Kind<Sql, A> {
  /** The number of the catalogue that holds it, as pg_depend says it; 0 for kinds that hang on others. */
  readonly catalog: number;
  /**
   * One row per fact. The reader itself takes `oid`, `sub` (column number), `owner` (role name) and `acl`
   * (`to_json(acl::text[])`) where they are there. Null on a server that does not have this kind.
   */
  read(server: ServerTraits): Sql | null;
  fact(row: Row): Fact<A>;
  /** As COMMENT ON, ALTER … OWNER TO and GRANT ON name it: `table public.users`. */
  named(path: readonly string[]): Sql;
  /** Letters of what its owner may do, and everybody, when nothing was granted. None where nothing can be. */
  readonly acl?: { readonly owner: string; readonly everybody: string } | undefined;
}

export interface ServerTraits {
  readonly major: number;
  /** Roles and memberships are read too. */
  readonly roles?: boolean | undefined;
  /** Unless false, another name than the usual one makes a plain NOT NULL a fact. */
  readonly notNullNames?: boolean | undefined;
}

/** Declares a kind; the one place where its attributes' type is forgotten. */
export function kind<A extends Attributes>(about: PgKind<A>): PgKind {
  return about as unknown as PgKind;
}

/** A fact as a kind reads it: its needs are the structural ones, the reader adds what pg_depend knows. */
export function factOf<A extends Attributes>(
  id: { readonly kind: string; readonly path: readonly string[] },
  needs: readonly FactKey[],
  attributes: A,
): Fact<A> {
  return makeFact(id, needs, attributes);
}

export function schemaKey(schema: string): FactKey {
  return keyOf("schema", [schema]);
}

/** A boolean as the server writes it. */
export function flag(text: string | null | undefined): boolean {
  return text === "t" || text === "true";
}

/** An array that was read through `to_json`; empty for null. */
export function list(text: string | null | undefined): readonly string[] {
  return text ? (JSON.parse(text) as readonly string[]) : [];
}

/** Text that cannot be null. */
export function text(value: string | null | undefined): string {
  if (value === null || value === undefined)
    throw new Error("the catalogue has no value where it must have one");
  return value;
}

/** What PostgreSQL printed itself, such as an expression or a whole definition. */
export const printed = verbatim;

/** `schema.name` of a path's first two parts. */
export function qualified([schema, relation]: readonly string[]): Sql {
  return name(schema as string, relation as string);
}

/** Rows of the user's own schemas only; `namespace` is the alias of pg_namespace. */
export function userSchemas(namespace: Sql): Sql {
  return sql`${namespace}.nspname !~ '^pg_' and ${namespace}.nspname <> 'information_schema'`;
}
