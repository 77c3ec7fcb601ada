// Fingerprints of rows: a table's count, and for each column a hash of its values, to tell what a plan did to data.
import type { SqlSession } from "./session.ts";
import { join, name, type Sql, sql } from "./sql.ts";

/** Of one table. */
export interface RowPrint {
  readonly rows: number;
  /** Name and type of a column to the hash of its values; their order does not count. */
  readonly columns: ReadonlyMap<string, string>;
}

/** Every plain or partitioned table that is not excepted, by `schema.table`. */
export async function rowPrints(
  session: SqlSession,
  except: ReadonlySet<string> = new Set(),
): Promise<ReadonlyMap<string, RowPrint>> {
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
  for (const [key, { relation, columns }] of tables)
    prints.set(key, await printOf(session, relation, columns));
  return prints;
}

/** Sentences about rows that are fewer, or columns whose values are others; a column that is gone or of another type is not compared. */
export function rowsLost(
  before: ReadonlyMap<string, RowPrint>,
  after: ReadonlyMap<string, RowPrint>,
): readonly string[] {
  return [...before].flatMap(([table, was]) => {
    const is = after.get(table);
    if (!is) return [];
    if (is.rows !== was.rows) return [`${table} had ${was.rows} rows and has ${is.rows}`];
    return [...was.columns]
      .filter(([column, hash]) => is.columns.has(column) && is.columns.get(column) !== hash)
      .map(([column]) => `the values of ${table}.${column.split(" ")[0]} are not what they were`);
  });
}

async function printOf(
  session: SqlSession,
  relation: Sql,
  columns: readonly { readonly name: string; readonly type: string }[],
): Promise<RowPrint> {
  const hashes = columns.map((column, index) => {
    const text = sql`t.${name(column.name)}::text`;
    return sql`pg_catalog.md5(pg_catalog.string_agg(${text}, ',' order by ${text} collate pg_catalog."C")) as ${name(`c${index}`)}`;
  });
  const [answer] = await session.run(
    sql`select ${join([sql`count(*) as rows`, ...hashes])} from ${relation} t`,
  );
  const row = answer?.rows[0] ?? {};
  return {
    rows: Number(row.rows),
    columns: new Map(columns.map(({ name, type }, index) => [`${name} ${type}`, row[`c${index}`] ?? ""])),
  };
}

const columnsQuery = sql`
  select n.nspname as schema, c.relname as table, a.attname as column,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as type
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by n.nspname, c.relname, a.attnum`;
