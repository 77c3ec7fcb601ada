// Text search configurations, with the dictionaries of each sort of token.
import { CATALOG } from "../catalogs.ts";
import { factOf, kind, list, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

export type TextSearchConfigurationAttributes = {
  readonly parser: string;
  /** `token with dictionary, …` */
  readonly mappings: readonly string[];
};

export const textSearchConfiguration = kind<TextSearchConfigurationAttributes>({
  name: "text-search-configuration",
  catalog: CATALOG.pg_ts_config,
  read: () => sql`
    select c.oid, n.nspname as schema, c.cfgname as name, pg_catalog.pg_get_userbyid(c.cfgowner) as owner,
      pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(p.prsname) as parser,
      (select pg_catalog.to_json(pg_catalog.array_agg(pg_catalog.quote_ident(x.alias) || ' with ' || x.dictionaries
          order by x.alias)) from (
        select t.alias, pg_catalog.string_agg(pg_catalog.quote_ident(s.nspname) || '.' ||
          pg_catalog.quote_ident(d.dictname), ', ' order by a.mapseqno) as dictionaries
        from pg_catalog.pg_ts_config_map a
        join pg_catalog.ts_token_type(c.cfgparser) t on t.tokid = a.maptokentype
        join pg_catalog.pg_ts_dict d on d.oid = a.mapdict
        join pg_catalog.pg_namespace s on s.oid = d.dictnamespace
        where a.mapcfg = c.oid group by t.alias) x) as mappings
    from pg_catalog.pg_ts_config c
    join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace
    join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser
    join pg_catalog.pg_namespace m on m.oid = p.prsnamespace
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf(
      { kind: "text-search-configuration", path: [schema, text(row.name)] },
      [schemaKey(schema)],
      {
        parser: text(row.parser),
        mappings: list(row.mappings),
      },
    );
  },
  named,
  create: ({ id, attributes }) => [
    { op: sql`create ${named(id.path)} (parser = ${printed(attributes.parser)})` },
    ...attributes.mappings.map((mapping) => change(id.path, sql`add mapping for ${printed(mapping)}`)),
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    parser: "replace",
    mappings: ({ id, attributes }, from) => {
      const before = new Set(from.attributes.mappings.map(tokenOf));
      const after = new Set(attributes.mappings.map(tokenOf));
      return [
        ...[...before]
          .filter((token) => !after.has(token))
          .map((token) => change(id.path, sql`drop mapping for ${printed(token)}`)),
        ...attributes.mappings
          .filter((mapping) => !from.attributes.mappings.includes(mapping))
          .map((mapping) =>
            change(
              id.path,
              sql`${before.has(tokenOf(mapping)) ? sql`alter` : sql`add`} mapping for ${printed(mapping)}`,
            ),
          ),
      ];
    },
  },
});

function named(path: readonly string[]): Sql {
  return sql`text search configuration ${qualified(path)}`;
}

function change(path: readonly string[], clause: Sql): { readonly op: Sql } {
  return { op: sql`alter ${named(path)} ${clause}` };
}

function tokenOf(mapping: string): string {
  return mapping.slice(0, mapping.indexOf(" with "));
}
