// Names of collations; regcollation, which would print them, came with 13.
import { type Sql, sql } from "./sql.ts";

/** Quoted and qualified name of the collation with this number. */
export function collationName(oid: Sql): Sql {
  return sql`(select pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
    from pg_catalog.pg_collation co join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
    where co.oid = ${oid})`;
}
