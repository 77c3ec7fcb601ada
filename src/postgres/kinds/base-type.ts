// Base types, made of functions that know their form, and shell types, which are but a name.
import type { Fact } from "../../core/fact.ts";
import type { Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { factOf, flag, kind, list, printed, schemaKey, text } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import { dropped, fromTypes, made, TYPE_ACL, typeColumns, typeName, typeNamed, usersTypes } from "./type.ts";

export type BaseTypeAttributes = {
  /** A shell type has no form yet. */
  readonly defined: boolean;
  /** As CREATE TYPE has them: `input = public.f`. */
  readonly clauses: readonly string[];
};

export const baseType = kind<BaseTypeAttributes>({
  name: "base-type",
  catalog: CATALOG.pg_type,
  acl: TYPE_ACL,
  read: ({ major }) => sql`
    select ${typeColumns}, t.typisdefined as defined,
      pg_catalog.to_json(pg_catalog.array_remove(array[
        ${routineClause("input", sql`t.typinput`)}, ${routineClause("output", sql`t.typoutput`)},
        ${routineClause("receive", sql`t.typreceive`)}, ${routineClause("send", sql`t.typsend`)},
        ${routineClause("typmod_in", sql`t.typmodin`)}, ${routineClause("typmod_out", sql`t.typmodout`)},
        ${routineClause("analyze", sql`t.typanalyze`)},
        ${major >= 14 ? routineClause("subscript", sql`t.typsubscript`) : sql`null`},
        'internallength = ' || case t.typlen when -1 then 'variable' else t.typlen::text end,
        case when t.typbyval then 'passedbyvalue' end,
        'alignment = ' || case t.typalign when 'c' then 'char' when 's' then 'int2' when 'i' then 'int4' else 'double' end,
        'storage = ' || case t.typstorage when 'p' then 'plain' when 'e' then 'external' when 'x' then 'extended' else 'main' end,
        case when t.typcategory <> 'U' then 'category = ' || pg_catalog.quote_literal(t.typcategory::text) end,
        case when t.typispreferred then 'preferred = true' end,
        'default = ' || pg_catalog.quote_literal(t.typdefault),
        case when t.typelem <> 0 then 'element = ' || pg_catalog.format_type(t.typelem, null) end,
        case when t.typdelim <> ',' then 'delimiter = ' || pg_catalog.quote_literal(t.typdelim::text) end,
        case when t.typcollation <> 0 then 'collatable = true' end], null)) as clauses
    from ${fromTypes}
    where (t.typtype = 'b' or t.typtype = 'p' and not t.typisdefined) and ${usersTypes}
      and not exists (select from pg_catalog.pg_type e where e.typarray = t.oid)`,
  fact: (row) => {
    const schema = text(row.schema);
    const defined = flag(row.defined);
    return factOf({ kind: "base-type", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      defined,
      clauses: defined ? list(row.clauses) : [],
    });
  },
  named: typeNamed,
  create: (fact, scene) => made(fact, scene, define(fact)),
  // Its functions take and give the type: they go with it.
  drop: (fact, scene) => {
    const cascade = ownRoutines(fact, scene).length > 0 ? sql` cascade` : sql``;
    return dropped(fact, scene, sql`drop ${typeNamed(fact.id.path)}${cascade}`);
  },
  holdsData: true,
  placeholder: {
    make: ({ id }) => [{ op: sql`create ${typeNamed(id.path)}` }],
    complete: (fact, scene) => made(fact, scene, define(fact)),
  },
  alter: {
    defined: "replace",
    clauses: "replace",
  },
  occupies: typeName,
});

function define({ id, attributes: { defined, clauses } }: Fact<BaseTypeAttributes>): { readonly op: Sql } {
  const body = defined ? sql` (\n  ${join(clauses.map(printed), sql`,\n  `)}\n)` : sql``;
  return { op: sql`create ${typeNamed(id.path)}${body}` };
}

function routineClause(word: string, oid: Sql): Sql {
  return sql`${printed(`'${word} = '`)} || nullif(${oid}, 0)::pg_catalog.regproc::text`;
}

/** The functions that it is made of, and that are made for it. */
function ownRoutines({ key, needs }: Fact, { from }: Scene): readonly string[] {
  return needs.filter((one) => from.get(one)?.needs.includes(key));
}
