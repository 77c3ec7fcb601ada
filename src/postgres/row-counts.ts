// Counts the rows and values of a shadow's tables, which tells cheaply whether they are as many as they were.
import type { SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql } from "./sql.ts";

/** Tables with rows that are not excepted, by `schema.table`; the columns in the order of their names. */
export async function rowCounts(
  session: SqlSession,
  except: ReadonlySet<string> = new Set(),
): Promise<ReadonlyMap<string, string>> {
  const [found] = await session.run(occupiedQuery);
  const counts = (found?.rows ?? []).flatMap(({ schema, table, columns }) => {
    const key = `${schema}.${table}`;
    return except.has(key) ? [] : [countOf(key, name(String(schema), String(table)), names(columns))];
  });
  if (counts.length === 0) return new Map();
  const [answer] = await session.run(join(counts, sql`\nunion all\n`));
  return new Map((answer?.rows ?? []).map(({ key, counts }) => [String(key), String(counts)]));
}

function countOf(key: string, relation: Sql, columns: readonly string[]): Sql {
  const all = [sql`count(*)`, ...columns.map((column) => sql`count(t.${name(column)})`)];
  return sql`select ${literal(key)} as key, pg_catalog.array_to_string(array[${join(all)}], ' ') as counts from ${relation} t having count(*) > 0`;
}

function names(columns: string | null | undefined): readonly string[] {
  return columns ? (JSON.parse(columns) as readonly string[]) : [];
}

/** By size, as nobody has analysed them; a partition counts for itself, so its parent need not be asked. */
const occupiedQuery = sql`
  select n.nspname as schema, c.relname as table,
    (select pg_catalog.to_json(pg_catalog.array_agg(a.attname order by a.attname)) from pg_catalog.pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relpersistence <> 't' and c.oid >= 16384 and n.nspname !~ '^pg_'
    and pg_catalog.pg_relation_size(c.oid) > 0
  order by n.nspname, c.relname`;
