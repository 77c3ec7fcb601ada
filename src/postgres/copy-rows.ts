// Copies the rows of all tables from one database into another one with the same tables: one look, nothing written there.
import { DriverError } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import type { HistoryRecord } from "../core/history.ts";
import { readState, recordsOf, type Tables } from "./history.ts";
import { serverError } from "./server-error.ts";
import type { SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql } from "./sql.ts";

export interface RowSource {
  /** Of the history that the same look saw; null where there is none. */
  records(): Promise<readonly HistoryRecord[] | null>;
  /** Puts all rows and counters into the other database, but for tables of `except`, as `schema.table`. */
  copyInto(target: SqlSession, except: ReadonlySet<string>): Promise<void>;
}

/** Everything is read in one transaction that cannot write, whose look at the rows is that of its first statement. */
export async function lookAtRows(session: SqlSession, tables: Tables): Promise<RowSource> {
  await session.run(join([sql`begin isolation level repeatable read read only`, ...READING], sql`;\n`));
  return {
    async records() {
      try {
        await session.run(sql`savepoint history`);
        const [answer] = await session.run(readState(tables));
        return (answer?.rows ?? []).flatMap(recordsOf);
      } catch (error) {
        if (!(error instanceof DriverError) || !/^(?:42P01|3F000|42703)$/.test(error.code))
          throw serverError(error, "read the history");
        await session.run(sql`rollback to history`);
        return null;
      }
    },
    copyInto: (target, except) => copyAll(session, target, except),
  };
}

/** What rows look like must not depend on anybody's settings, and a policy that hides some must be an error. */
const READING: readonly Sql[] = [
  sql`set local statement_timeout = 0`,
  sql`set local idle_in_transaction_session_timeout = 0`,
  sql`set local row_security = off`,
  sql`set local datestyle = 'ISO, YMD'`,
  sql`set local intervalstyle = 'postgres'`,
  sql`set local timezone = 'UTC'`,
  sql`set local bytea_output = 'hex'`,
  sql`set local extra_float_digits = 3`,
  sql`set local lc_monetary = 'C'`,
];

const WRITING: readonly Sql[] = [
  sql`set session_replication_role = replica`,
  sql`set datestyle = 'ISO, YMD'`,
  sql`set intervalstyle = 'postgres'`,
  sql`set timezone = 'UTC'`,
  sql`set lc_monetary = 'C'`,
];

async function copyAll(from: SqlSession, to: SqlSession, except: ReadonlySet<string>): Promise<void> {
  try {
    await to.run(join([...WRITING, await samePath(from)], sql`;\n`));
    const [theirs, ours] = [await tablesIn(from), await tablesIn(to)];
    for (const [key, columns] of theirs) {
      const own = new Set(ours.get(key)?.columns);
      const shared = columns.columns.filter((column) => own.has(column));
      if (shared.length > 0 && !except.has(key))
        await copyOne(from, to, { ...columns, key, columns: shared });
    }
    await copyCounters(from, to);
  } catch (error) {
    if (error instanceof GodwitError) throw error;
    throw serverError(error, "copy the rows");
  }
}

/** Functions of checks and indexes may need the path, and what names a table or a type is printed by it. */
async function samePath(from: SqlSession): Promise<Sql> {
  const [answer] = await from.run(sql`select pg_catalog.current_setting('search_path') as path`);
  return sql`select pg_catalog.set_config('search_path', ${literal(String(answer?.rows[0]?.path))}, false)`;
}

interface Copied {
  readonly relation: Sql;
  /** It has no rows of its own. */
  readonly isWhole: boolean;
  readonly columns: readonly string[];
}

/** Tables, each with the columns that take a value; partitions are filled through what they belong to. */
async function tablesIn(session: SqlSession): Promise<ReadonlyMap<string, Copied>> {
  const [answer] = await session.run(tablesQuery);
  return new Map(
    (answer?.rows ?? []).map((row) => [
      `${row.schema}.${row.table}`,
      {
        relation: name(String(row.schema), String(row.table)),
        isWhole: row.kind === "p",
        columns: JSON.parse(row.columns ?? "[]") as readonly string[],
      },
    ]),
  );
}

const AT_ONCE = 1_000;

async function copyOne(
  from: SqlSession,
  to: SqlSession,
  { key, relation, isWhole, columns }: Copied & { readonly key: string },
): Promise<void> {
  const list = join(columns.map((column) => name(column)));
  const only = isWhole ? sql`` : sql`only `;
  await from.run(sql`declare godwit_rows no scroll cursor for select ${list} from ${only}${relation}`);
  for (;;) {
    const [answer] = await from.run(sql`fetch ${literal(AT_ONCE)} from godwit_rows`);
    const rows = answer?.rows ?? [];
    if (rows.length === 0) break;
    const lines = rows.map((row) => `${columns.map((column) => asCopyText(row[column])).join("\t")}\n`);
    try {
      await to.run(sql`copy ${relation} (${list}) from stdin`, { copyData: [lines.join("")] });
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      // Its words may hold values.
      throw new GodwitError("DATA_SOURCE", `the rows of ${key} do not go into the copy`, {
        database: { code: error.code },
      });
    }
    if (rows.length < AT_ONCE) break;
  }
  await from.run(sql`close godwit_rows`);
}

function asCopyText(value: string | null | undefined): string {
  if (value === null || value === undefined) return "\\N";
  return value.replace(/[\\\t\n\r]/g, (character) => ESCAPED[character] ?? character);
}

const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

async function copyCounters(from: SqlSession, to: SqlSession): Promise<void> {
  const [[theirs], [ours]] = [await from.run(countersQuery), await to.run(countersQuery)];
  const there = new Set((ours?.rows ?? []).map((row) => `${row.schema}.${row.sequence}`));
  const calls = (theirs?.rows ?? [])
    .filter((row) => row.value !== null && there.has(`${row.schema}.${row.sequence}`))
    .map((row) => {
      const sequence = literal(name(String(row.schema), String(row.sequence)).text);
      return sql`select pg_catalog.setval(${sequence}, ${literal(BigInt(row.value ?? 0))})`;
    });
  if (calls.length > 0) await to.run(join(calls, sql`;\n`));
}

const tablesQuery = sql`
select n.nspname as schema, c.relname as table, c.relkind as kind,
  (select pg_catalog.json_agg(a.attname order by a.attnum) from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and c.oid >= 16384
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2`;

/** Without a value where they have not counted yet. */
const countersQuery = sql`
select schemaname as schema, sequencename as sequence, last_value as value
from pg_catalog.pg_sequences order by 1, 2`;
