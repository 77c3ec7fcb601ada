// Text search parsers and templates: functions under a name. Nothing of them can be altered but name and schema.
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
import { join, type Sql, sql } from "../sql.ts";

export type TextSearchFunctions = {
  /** `start = public.f`, … */
  readonly functions: readonly string[];
};

export const textSearchParser = functions("text-search-parser", {
  catalog: CATALOG.pg_ts_parser,
  words: sql`text search parser`,
  read: sql`
    select p.oid, n.nspname as schema, p.prsname as name, pg_catalog.to_json(pg_catalog.array_remove(array[
      'start = ' || p.prsstart::text, 'gettoken = ' || p.prstoken::text, 'end = ' || p.prsend::text,
      case when p.prsheadline <> 0 then 'headline = ' || p.prsheadline::text end,
      'lextypes = ' || p.prslextype::text], null)) as functions
    from pg_catalog.pg_ts_parser p join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
    where ${userSchemas(sql`n`)}`,
});

export const textSearchTemplate = functions("text-search-template", {
  catalog: CATALOG.pg_ts_template,
  words: sql`text search template`,
  read: sql`
    select t.oid, n.nspname as schema, t.tmplname as name, pg_catalog.to_json(pg_catalog.array_remove(array[
      case when t.tmplinit <> 0 then 'init = ' || t.tmplinit::text end,
      'lexize = ' || t.tmpllexize::text], null)) as functions
    from pg_catalog.pg_ts_template t join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace
    where ${userSchemas(sql`n`)}`,
});

function functions(
  kindName: string,
  { catalog, words, read }: { readonly catalog: number; readonly words: Sql; readonly read: Sql },
): PgKind {
  const named = (path: readonly string[]): Sql => sql`${words} ${qualified(path)}`;
  return kind<TextSearchFunctions>({
    name: kindName,
    catalog,
    read: () => read,
    fact: (row) => {
      const schema = text(row.schema);
      return factOf({ kind: kindName, path: [schema, text(row.name)] }, [schemaKey(schema)], {
        functions: list(row.functions),
      });
    },
    named,
    create: ({ id, attributes }) => [
      { op: sql`create ${named(id.path)} (${join(attributes.functions.map(printed))})` },
    ],
    drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
    alter: { functions: "replace" },
  });
}
