// Fingerprints of rows: a table's count, and for each column a hash of its values, to tell what a plan did to data.
import type { RowPrint, RowPrints } from "../core/row-print.ts";
import type { SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql } from "./sql.ts";

/** Every plain or partitioned table that is not excepted, by `schema.table`. */
export async function rowPrints(
  session: SqlSession,
  except: ReadonlySet<string> = new Set(),
): Promise<RowPrints> {
  const [found] = await session.run(columnsQuery);
  const tables = new Map<
    string,
    { readonly relation: Sql; readonly columns: { name: string; type: string }[] }
  >();
  for (const { schema, table, column, type } of found?.rows ?? []) {
    const key = `${schema}.${table}`;
    if (except.has(key)) continue;
    const entry = tables.get(key) ?? { relation: name(String(schema), String(table)), columns: [] };
    tables.set(key, entry);
    if (column !== null && type !== null) entry.columns.push({ name: String(column), type: String(type) });
  }
  const prints = new Map<string, RowPrint>();
  const entries = [...tables];
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const some = entries.slice(at, at + AT_ONCE);
    const queries = some.map(([key, { relation, columns }]) => printOf(key, relation, columns));
    const [answer] = await session.run(join(queries, sql`\nunion all\n`));
    // Several processes may work on such a query: its rows come in any order.
    for (const { key, rows, hashes } of answer?.rows ?? []) {
      const words = (hashes ?? "").split(" ");
      const columns = tables.get(String(key))?.columns ?? [];
      const named = columns.map(
        ({ name, type }, column) => [`${name} ${type}`, words[column] ?? ""] as const,
      );
      prints.set(String(key), { rows: Number(rows), columns: new Map(named) });
    }
  }
  return prints;
}

/** Sentences about rows that are fewer, or columns whose values are others; a column that is gone or of another type is not compared. */
export function rowsLost(before: RowPrints, after: RowPrints): readonly string[] {
  return [...before].flatMap(([table, was]) => {
    const is = after.get(table);
    if (!is) return [];
    if (is.rows !== was.rows) return [`${table} had ${was.rows} rows and has ${is.rows}`];
    return [...was.columns]
      .filter(([column, hash]) => is.columns.has(column) && is.columns.get(column) !== hash)
      .map(([column]) => `the values of ${table}.${column.split(" ")[0]} are not what they were`);
  });
}

/** Of very many tables a query would take too many locks. */
const AT_ONCE = 200;

function printOf(
  key: string,
  relation: Sql,
  columns: readonly { readonly name: string; readonly type: string }[],
): Sql {
  // A sum does not know the order of rows, and needs no sorting.
  const hashes = columns.map((column) => {
    const hash = sql`pg_catalog.hashtextextended(t.${name(column.name)}::text, 0)`;
    return sql`coalesce(pg_catalog.sum(${hash})::text, '-')`;
  });
  const all =
    hashes.length === 0 ? literal("") : sql`pg_catalog.array_to_string(array[${join(hashes)}], ' ')`;
  return sql`select ${literal(key)} as key, count(*) as rows, ${all} as hashes from ${relation} t`;
}

const columnsQuery = sql`
  select n.nspname as schema, c.relname as table, a.attname as column,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by n.nspname, c.relname, a.attnum`;
