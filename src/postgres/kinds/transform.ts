// Transforms: how values of a type go into a procedural language and come back.
import type { Fact } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, printed, text } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";

/** Path: type, language. */
export type TransformAttributes = { readonly fromSql: string | null; readonly toSql: string | null };

export const transform = kind<TransformAttributes>({
  name: "transform",
  catalog: CATALOG.pg_transform,
  read: () => sql`
    select t.oid, pg_catalog.format_type(t.trftype, null) as type, l.lanname as language,
      case when t.trffromsql <> 0 then t.trffromsql::pg_catalog.regprocedure::text end as from_sql,
      case when t.trftosql <> 0 then t.trftosql::pg_catalog.regprocedure::text end as to_sql
    from pg_catalog.pg_transform t join pg_catalog.pg_language l on l.oid = t.trflang
    where t.oid >= 16384`,
  fact: (row) =>
    factOf({ kind: "transform", path: [text(row.type), text(row.language)] }, [], {
      fromSql: row.from_sql ?? null,
      toSql: row.to_sql ?? null,
    }),
  named,
  create: (fact) => [create(fact, sql`create`)],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: { fromSql: replace, toSql: replace },
});

function named([type, language]: readonly string[]): Sql {
  return sql`transform for ${printed(type as string)} language ${name(language as string)}`;
}

function replace(to: Fact<TransformAttributes>) {
  return [create(to, sql`create or replace`)];
}

function create({ id, attributes: { fromSql, toSql } }: Fact<TransformAttributes>, verb: Sql) {
  const parts = [
    ...(fromSql ? [sql`from sql with function ${printed(fromSql)}`] : []),
    ...(toSql ? [sql`to sql with function ${printed(toSql)}`] : []),
  ];
  return { op: sql`${verb} ${named(id.path)} (${join(parts)})` };
}
