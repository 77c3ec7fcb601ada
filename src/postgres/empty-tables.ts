// Takes generated rows out of a shadow's tables again.
import { nameOf, readTables } from "./fillable-tables.ts";
import type { SqlSession } from "./session.ts";
import { join, literal, name, sql } from "./sql.ts";

/**
 * Takes all rows out of tables, as `schema.table`, and sets back what counts them; false, and nothing is done, where
 * rows of others refer to them. Nobody's triggers run.
 */
export async function emptyTables(session: SqlSession, tables: ReadonlySet<string>): Promise<boolean> {
  const found = (await readTables(session)).filter((table) => tables.has(nameOf(table)));
  if (found.length === 0) return true;
  const relations = found.map(({ schema, name: table }) => name(schema, table));
  // Not truncated: new files for all of them take far longer than a few rows.
  const deletions = relations.map((relation) => sql`delete from ${relation}`);
  const wanted = join(relations.map((relation) => sql`${literal(relation.text)}::pg_catalog.regclass`));
  const counters = sql`select pg_catalog.setval(s.seqrelid, s.seqstart, false) from pg_catalog.pg_sequence s
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.seqrelid
      and d.refclassid = d.classid and d.deptype in ('a', 'i')
    where d.refobjid in (${wanted})`;
  const [others] = await session.run(sql`select 1 from pg_catalog.pg_constraint where contype = 'f'
    and confrelid in (${wanted}) and conrelid not in (${wanted}) and pg_catalog.pg_relation_size(conrelid) > 0 limit 1`);
  if ((others?.rows.length ?? 0) > 0) return false;
  const statements = [sql`set session_replication_role = replica`, ...deletions, counters];
  try {
    await session.run(join(statements, sql`;\n`));
  } finally {
    await session.run(sql`set session_replication_role = origin`);
  }
  return true;
}
