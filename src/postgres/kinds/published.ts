// What a publication publishes: tables, with their columns and rows, and whole schemas.
import { keyOf } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";

/** Path: publication, schema, table. */
export type PublicationTableAttributes = {
  /** Empty for all of them; from 15 on. */
  readonly columns: readonly string[];
  /** Which rows; from 15 on. */
  readonly where: string | null;
};

export const publicationTable = kind<PublicationTableAttributes>({
  name: "publication-table",
  catalog: CATALOG.pg_publication_rel,
  read: ({ major }) => sql`
    select r.oid, p.pubname as publication, n.nspname as schema, c.relname as table,
      ${
        major >= 15
          ? sql`(select pg_catalog.to_json(pg_catalog.array_agg(a.attname order by a.attname))
              from pg_catalog.pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)) as columns,
            pg_catalog.pg_get_expr(r.prqual, r.prrelid) as where`
          : sql`null as columns, null as where`
      }
    from pg_catalog.pg_publication_rel r
    join pg_catalog.pg_publication p on p.oid = r.prpubid
    join pg_catalog.pg_class c on c.oid = r.prrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const [publication, schema, table] = [text(row.publication), text(row.schema), text(row.table)];
    const needs = [keyOf("publication", [publication]), keyOf("table", [schema, table])];
    return factOf({ kind: "publication-table", path: [publication, schema, table] }, needs, {
      columns: list(row.columns),
      where: row.where ?? null,
    });
  },
  named: ([publication]) => sql`publication ${name(publication as string)}`,
  create: ({ id: { path }, attributes: { columns, where } }) => [
    change(
      path,
      sql`add table only ${qualified(path.slice(1))}${columns.length > 0 ? sql` (${join(columns.map((one) => name(one)))})` : sql``}${where === null ? sql`` : sql` where (${printed(where)})`}`,
    ),
  ],
  drop: ({ id: { path } }) => [change(path, sql`drop table only ${qualified(path.slice(1))}`)],
  swallowedBy: ({ id: { path } }) => [keyOf("publication", path.slice(0, 1)), keyOf("table", path.slice(1))],
  // SET TABLE would name all the others again.
  alter: { columns: "replace", where: "replace" },
});

/** Path: publication, schema. */
export const publicationSchema = kind<Readonly<Record<string, never>>>({
  name: "publication-schema",
  catalog: CATALOG.pg_publication_namespace,
  read: ({ major }) =>
    major < 15
      ? null
      : sql`
        select r.oid, p.pubname as publication, n.nspname as schema
        from pg_catalog.pg_publication_namespace r
        join pg_catalog.pg_publication p on p.oid = r.pnpubid
        join pg_catalog.pg_namespace n on n.oid = r.pnnspid`,
  fact: (row) => {
    const path = [text(row.publication), text(row.schema)];
    const needs = [keyOf("publication", path.slice(0, 1)), schemaKey(text(row.schema))];
    return factOf({ kind: "publication-schema", path }, needs, {});
  },
  named: ([publication]) => sql`publication ${name(publication as string)}`,
  create: ({ id: { path } }) => [change(path, sql`add tables in schema ${name(path[1] as string)}`)],
  drop: ({ id: { path } }) => [change(path, sql`drop tables in schema ${name(path[1] as string)}`)],
  swallowedBy: ({ id: { path } }) => [keyOf("publication", path.slice(0, 1)), keyOf("schema", path.slice(1))],
  alter: {},
});

function change([publication]: readonly string[], clause: Sql): { readonly op: Sql } {
  return { op: sql`alter publication ${name(publication as string)} ${clause}` };
}
