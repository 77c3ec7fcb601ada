// Functions, window functions and procedures: identified by the types of their arguments, replaced in place where allowed.
import { type Fact, keyOf } from "../../core/fact.ts";
import type { Alter, Drafts } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import {
  factOf,
  kind,
  list,
  type PgKind,
  printed,
  qualified,
  schemaKey,
  text,
  userSchemas,
} from "../kind.ts";
import { notPart } from "../not-part.ts";
import { type Sql, sql } from "../sql.ts";

export type RoutineAttributes = {
  /** Null for procedures. */
  readonly result: string | null;
  /** `mode type` of each parameter. */
  readonly parameters: readonly string[];
  /** Of each parameter; empty where it has none. */
  readonly parameterNames: readonly string[];
  readonly defaults: number;
  readonly window: boolean;
  /** All of it, as PostgreSQL prints it. */
  readonly definition: string;
};

export const functionKind = routine("function", sql`in ('f', 'w')`);
export const procedure = routine("procedure", sql`= 'p'`);

function routine(word: "function" | "procedure", prokind: Sql): PgKind {
  const named = (path: readonly string[]): Sql =>
    sql`${printed(word)} ${qualified(path)}(${printed(path[2] as string)})`;
  /** What CREATE OR REPLACE can change changes the definition too, and is changed by it. */
  const replaceUnless =
    (allowed: (to: RoutineAttributes, from: RoutineAttributes) => boolean): Alter<Sql, RoutineAttributes> =>
    (to, from) =>
      allowed(to.attributes, from.attributes) ? [] : "replace";
  return kind<RoutineAttributes>({
    name: word,
    catalog: CATALOG.pg_proc,
    acl: { owner: "X", everybody: "X" },
    read: () => sql`
      select p.oid, n.nspname as schema, p.proname as name, pg_catalog.pg_get_userbyid(p.proowner) as owner,
        pg_catalog.to_json(p.proacl::text[]) as acl, p.prokind as kind, ${argumentTypes},
        pg_catalog.pg_get_function_result(p.oid) as result, p.pronargdefaults as defaults,
        (select pg_catalog.to_json(pg_catalog.array_agg(
          coalesce(p.proargmodes[a.i]::text, 'i') || ' ' || pg_catalog.format_type(a.t, null) order by a.i))
          from pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality a(t, i)) as parameters,
        (select pg_catalog.to_json(pg_catalog.array_agg(coalesce(p.proargnames[a.i], '') order by a.i))
          from pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality a(t, i)) as names,
        pg_catalog.pg_get_functiondef(p.oid) as definition
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where p.prokind ${prokind} and ${userSchemas(sql`n`)} and ${notPart(sql`pg_proc`, sql`p.oid`)}`,
    fact: (row) => {
      const schema = text(row.schema);
      const path = [schema, text(row.name), text(row.types)];
      return factOf({ kind: word, path }, [schemaKey(schema)], {
        result: row.result ?? null,
        parameters: list(row.parameters),
        parameterNames: list(row.names),
        defaults: Number(row.defaults),
        window: row.kind === "w",
        definition: text(row.definition).trim(),
      });
    },
    named,
    create: ({ attributes }) => [
      { op: printed(attributes.definition.replace(/^CREATE OR REPLACE/, "CREATE")) },
    ],
    drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
    alter: {
      result: replaceUnless(() => false),
      parameters: replaceUnless(() => false),
      parameterNames: replaceUnless((to, from) => canRename(to, from)),
      defaults: replaceUnless((to, from) => to.defaults >= from.defaults),
      window: replaceUnless(() => false),
      definition: ({ attributes }): Drafts<Sql> => [{ op: printed(attributes.definition) }],
    },
    // What a base type or a range is made of takes or gives it: the type's drop takes it along.
    swallowedBy: ({ key, needs }, from) =>
      needs.filter(
        (one) => MADE_OF_ROUTINES.has(from.get(one)?.id.kind ?? "") && from.get(one)?.needs.includes(key),
      ),
    occupies: routineName,
  });
}

const MADE_OF_ROUTINES = new Set(["base-type", "range"]);

/** Types of the arguments that identify a routine, separated by commas. */
export const argumentTypes = sql`coalesce((select pg_catalog.string_agg(pg_catalog.format_type(a.t, null), ', ' order by a.i)
  from pg_catalog.unnest(p.proargtypes) with ordinality a(t, i)), '') as types`;

export function routineName({ id: { path } }: Fact): string[] {
  return [`routine ${keyOf("", path)}`];
}

/** A nameless input parameter may get a name; those of a result are its columns. */
function canRename(to: RoutineAttributes, from: RoutineAttributes): boolean {
  return from.parameterNames.every(
    (before, index) =>
      before === to.parameterNames[index] ||
      (before === "" && /^[iv] /.test(from.parameters[index] as string)),
  );
}
