// What all types have in common: where they are read from, who may use them, which names they take, and how columns
// wait for another type of the same name.
import { type Fact, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene, StepDraft } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { printed, qualified, userSchemas } from "../kind.ts";
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

/** The steps that drop a type; its columns wait as text where another of the same name comes. */
export function dropped(fact: Fact, scene: Scene, drop: Sql): Drafts<Sql> {
  return [...waiting(fact.key, scene).map((column) => retyped(column, sql`pg_catalog.text`)), { op: drop }];
}

/** The steps that make a type, and give it the columns that wait for it. */
export function made(fact: Fact, scene: Scene, create: StepDraft<Sql>): Drafts<Sql> {
  const columns = TYPES.flatMap((kind) => waiting(keyOf(kind, fact.id.path), scene));
  return [create, ...columns.map((column) => retyped(column, printed(String(column.attributes.type))))];
}

export const TYPES: readonly string[] = ["enum", "composite", "domain", "range", "base-type"];

/** Columns of a type that goes whose own type reads the same after. */
function waiting(type: string, scene: Scene): readonly Fact[] {
  if (!scene.isGone(type)) return [];
  return scene.dependents(type).filter(({ id, key, attributes }) => {
    if (id.kind !== "column" || scene.isGone(key) || attributes.inherited) return false;
    if (scene.from.has(keyOf("partition", id.path.slice(0, 2)))) return false;
    return scene.to.get(key)?.attributes.type === attributes.type;
  });
}

/** The values of the column as another type, through text. */
export function retyped({ id: { path } }: Fact, type: Sql): StepDraft<Sql> {
  const column = name(path[2] as string);
  return {
    op: sql`alter table ${qualified(path)} alter column ${column} type ${type} using ${column}::pg_catalog.text::${type}`,
    relation: keyOf("table", path.slice(0, 2)),
    lock: "ACCESS EXCLUSIVE",
    rewrites: true,
    scans: true,
  };
}
