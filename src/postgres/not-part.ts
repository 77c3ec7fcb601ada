// Leaves out what an extension or another object made for itself, already in the query: printing it would cost time.
import { type Sql, sql } from "./sql.ts";

/** `catalog` is the name of the catalogue, `oid` the expression of the row's number in it. */
export function notPart(catalog: Sql, oid: Sql): Sql {
  return sql`not exists (select from pg_catalog.pg_depend e where e.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass
    and e.objid = ${oid} and e.deptype in ('e', 'i'))`;
}
