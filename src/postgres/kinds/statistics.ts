// Extended statistics.
import { CATALOG } from "../catalogs.ts";
import { factOf, kind, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { literal, type Sql, sql } from "../sql.ts";

export type StatisticsAttributes = {
  /** The whole statement, as PostgreSQL prints it. */
  readonly definition: string;
  readonly target: number | null;
};

export const statistics = kind<StatisticsAttributes>({
  name: "statistics",
  catalog: CATALOG.pg_statistic_ext,
  read: ({ major }) => sql`
    select s.oid, n.nspname as schema, s.stxname as name, pg_catalog.pg_get_userbyid(s.stxowner) as owner,
      pg_catalog.pg_get_statisticsobjdef(s.oid) as definition,
      ${major >= 13 ? sql`nullif(s.stxstattarget, -1)` : sql`null`} as target
    from pg_catalog.pg_statistic_ext s join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "statistics", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      definition: text(row.definition),
      target: row.target ? Number(row.target) : null,
    });
  },
  named,
  create: ({ id, attributes }) => [
    { op: printed(attributes.definition) },
    ...(attributes.target === null ? [] : [setTarget(id.path, attributes.target)]),
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  // They go with their table, and with any of their columns.
  swallowedBy: ({ needs }) =>
    needs.filter((key) => /^(?:table|column|foreign-table|materialized-view) /.test(key)),
  alter: {
    definition: "replace",
    target: ({ id, attributes }) => [setTarget(id.path, attributes.target)],
  },
});

function named(path: readonly string[]): Sql {
  return sql`statistics ${qualified(path)}`;
}

function setTarget(path: readonly string[], target: number | null): { readonly op: Sql } {
  return { op: sql`alter ${named(path)} set statistics ${literal(target ?? -1)}` };
}
