// Text search dictionaries.
import { CATALOG } from "../catalogs.ts";
import { factOf, kind, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";

export type TextSearchDictionaryAttributes = {
  readonly template: string;
  /** `name = 'value', …` as the catalogue keeps them. */
  readonly options: string;
};

export const textSearchDictionary = kind<TextSearchDictionaryAttributes>({
  name: "text-search-dictionary",
  catalog: CATALOG.pg_ts_dict,
  read: () => sql`
    select d.oid, n.nspname as schema, d.dictname as name, pg_catalog.pg_get_userbyid(d.dictowner) as owner,
      pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(t.tmplname) as template,
      coalesce(d.dictinitoption, '') as options
    from pg_catalog.pg_ts_dict d
    join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
    join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate
    join pg_catalog.pg_namespace m on m.oid = t.tmplnamespace
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "text-search-dictionary", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      template: text(row.template),
      options: text(row.options),
    });
  },
  named,
  create: ({ id, attributes: { template, options } }) => [
    {
      op: sql`create ${named(id.path)} (template = ${printed(template)}${options ? sql`, ${printed(options)}` : sql``})`,
    },
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    template: "replace",
    options: ({ id, attributes }, from) => {
      const kept = new Set(optionNames(attributes.options));
      // An option without a value is taken away.
      const gone = optionNames(from.attributes.options).filter((option) => !kept.has(option));
      const clauses = [...(attributes.options ? [attributes.options] : []), ...gone].map(printed);
      return [{ op: sql`alter ${named(id.path)} (${join(clauses)})` }];
    },
  },
});

function named(path: readonly string[]): Sql {
  return sql`text search dictionary ${qualified(path)}`;
}

function optionNames(options: string): string[] {
  return [...options.matchAll(/("(?:[^"]|"")*"|[^\s,=']+)\s*=\s*(?:E?'(?:[^']|'')*'|[^,]*)/g)].map(
    ([, option]) => option as string,
  );
}
