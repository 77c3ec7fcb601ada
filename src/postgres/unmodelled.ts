// What a database holds that no kind reads: it is named, so that "no difference" is never said of what was not seen.
import type { FactKey } from "../core/fact.ts";
import type { Address, Found } from "./found.ts";
import type { Row } from "./session.ts";
import { sql } from "./sql.ts";

/** Everything with a place in pg_depend or a table of its own that users can make. */
export const unmodelledQuery = sql`
  select 'pg_class'::pg_catalog.regclass::oid::int8 as classid, c.oid, pg_catalog.pg_describe_object('pg_class'::pg_catalog.regclass, c.oid, 0) as title
  from pg_catalog.pg_class c where false`;

export function unmodelled(
  rows: readonly Row[],
  found: ReadonlyMap<Address, Found>,
  members: ReadonlyMap<Address, FactKey>,
): readonly string[] {
  return rows
    .filter(({ classid, oid }) => !found.has(`${classid}/${oid}/0`) && !members.has(`${classid}/${oid}/0`))
    .map(({ title }) => String(title))
    .sort();
}
