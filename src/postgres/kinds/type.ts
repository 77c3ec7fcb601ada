// What all types have in common: where they are read from, who may use them, which names they take.
import { keyOf } from "../../core/fact.ts";
import { qualified, userSchemas } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

/** Of pg_type; everybody may use a type unless it is said otherwise. */
export const TYPE_ACL = { owner: "U", everybody: "U" } as const;

/** Columns that every query of a type gives. */
export const typeColumns = sql`t.oid, n.nspname as schema, t.typname as name,
  pg_catalog.pg_get_userbyid(t.typowner) as owner, pg_catalog.to_json(t.typacl::text[]) as acl`;

export const fromTypes = sql`pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace`;

export const usersTypes = userSchemas(sql`n`);

export function typeNamed(path: readonly string[]): Sql {
  return sql`type ${qualified(path)}`;
}

export function typeName({ id: { path } }: { readonly id: { readonly path: readonly string[] } }): string[] {
  return [`type ${keyOf("", path)}`];
}
