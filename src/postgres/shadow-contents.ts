// All rows and sequence values of a shadow, which has few: what migrations themselves put there.
import type { Contents } from "../core/schema-database.ts";
import type { SqlSession } from "./session.ts";
import { join, literal, name, sql } from "./sql.ts";

/** Of every table that holds rows but for those of `except`, as `schema.name`; partitions count for their parents. */
export async function contentsOf(
  session: SqlSession,
  except: ReadonlySet<string> = new Set(),
): Promise<Contents> {
  const [tables, sequences] = await session.run(join([tablesQuery, sequencesQuery], sql`;\n`));
  const wanted = (tables?.rows ?? [])
    .map(({ schema, table }) => [schema ?? "", table ?? ""] as const)
    .filter((path) => !except.has(path.join(".")));
  const rows = new Map<string, readonly string[]>();
  for (const path of wanted) {
    // As text, since numbers may be larger than JavaScript's.
    const [answer] = await session.run(
      sql`select ${literal(path.join("."))} as path, pg_catalog.to_jsonb(t)::text as row from ${name(...path)} as t`,
    );
    // Rows have no order.
    const found = (answer?.rows ?? []).map(({ row }) => row ?? "").sort();
    if (found.length > 0) rows.set(path.join("."), found);
  }
  return {
    paths: new Map(wanted.map((path) => [path.join("."), path])),
    rows,
    counters: new Map(
      (sequences?.rows ?? [])
        .filter(({ owner }) => !except.has(owner ?? ""))
        .map(({ schema, sequence, value }) => [`${schema}.${sequence}`, value ?? null]),
    ),
  };
}

const tablesQuery = sql`
select n.nspname as schema, c.relname as table
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
  and (c.relkind = 'p' or pg_catalog.pg_relation_size(c.oid) > 0)
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2`;

/** `owner` is the table whose column it counts for. */
export const sequencesQuery = sql`
select n.nspname as schema, c.relname as sequence, s.last_value::text as value,
  (select tn.nspname || '.' || t.relname from pg_catalog.pg_depend d
   join pg_catalog.pg_class t on t.oid = d.refobjid join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
   where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
     and d.refclassid = d.classid and d.deptype in ('a', 'i')) as owner
from pg_catalog.pg_sequences s join pg_catalog.pg_namespace n on n.nspname = s.schemaname
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = s.sequencename
where n.nspname !~ '^pg_' order by 1, 2`;
