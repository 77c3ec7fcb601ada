// Fills a shadow's tables with rows that its constraints allow, so that a plan can be tried on data.
import type { Fillable, Unfilled } from "../core/schema-database.ts";
import { type ForeignKey, nameOf, readTables, type Table } from "./fillable-tables.ts";
import { type Ahead, choicesOf, isNeeded, Picks, supposed } from "./row-choices.ts";
import { insertRows } from "./row-values.ts";
import { isLost, type SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql } from "./sql.ts";

const ROWS = [1, 2, 3];
/** How many combinations of values are tried for a row before giving up. */
const TRIES = 60;

/**
 * Inserts up to three rows into every table that has none and is wanted, those first that others refer to. User triggers do not
 * run. `tried` remembers tables for which no row could be made up, as they were. The session must be a superuser's, outside of a transaction; throws only when it is lost.
 */
export async function generateRows(
  session: SqlSession,
  { except, only }: Fillable = {},
  tried: Map<string, string> = new Map(),
): Promise<readonly Unfilled[]> {
  await session.run(sql`set session_replication_role = replica; set search_path = ''`);
  const all = await readTables(session);
  const wanted = only && needed(all, await roots(session, only));
  const tables = all.filter((table) => !except?.has(nameOf(table)) && (wanted?.has(table) ?? true));
  // Our names are qualified; functions that give defaults or that indexes are made of may need the path.
  await session.run(sql`reset search_path`);
  const without = await empty(session, tables);
  const left = new Set(without.map(nameOf));
  const ahead = new Map(without.map((table) => [nameOf(table), table]));
  const unfilled: Unfilled[] = [];
  const supposing: Table[] = [];
  for (const table of without) {
    ahead.delete(nameOf(table));
    const known = JSON.stringify([table, missingFor(table, left)]);
    const reason = tried.get(known) ?? (await fill(session, table, { left, ahead }));
    if (reason === null) {
      left.delete(nameOf(table));
      if (table.foreignKeys.some((key) => supposed(table, key, ahead))) supposing.push(table);
    } else {
      tried.set(known, reason);
      unfilled.push({ path: [table.schema, table.name], reason });
    }
  }
  for (const table of supposing) {
    const reason = await withoutPartners(session, table, table.foreignKeys);
    if (reason !== null) unfilled.push({ path: [table.schema, table.name], reason });
  }
  await session.run(sql`set session_replication_role = origin`);
  return unfilled;
}

/** Partitions stand for the tables that they belong to. */
async function roots(session: SqlSession, names: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const [answer] = await session.run(sql`select rn.nspname || '.' || r.relname as root
    from pg_catalog.pg_class p join pg_catalog.pg_namespace n on n.oid = p.relnamespace
    join pg_catalog.pg_class r on r.oid = pg_catalog.pg_partition_root(p.oid)
    join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
    where p.relispartition and n.nspname || '.' || p.relname = any (${literal([...names])})`);
  return new Set([...names, ...(answer?.rows ?? []).map(({ root }) => String(root))]);
}

/** With all that they refer to, and what that refers to. */
function needed(tables: readonly Table[], names: ReadonlySet<string>): ReadonlySet<Table> {
  const byName = new Map(tables.map((table) => [nameOf(table), table]));
  const found = new Set(tables.filter((table) => names.has(nameOf(table))));
  for (const { foreignKeys } of found) {
    for (const { targetSchema, target } of foreignKeys) {
      const referred = byName.get(`${targetSchema}.${target}`);
      if (referred) found.add(referred);
    }
  }
  return found;
}

/** Of very many tables a query would take too many locks. */
const AT_ONCE = 200;

/** Those that have no row, in the same order. */
async function empty(session: SqlSession, tables: readonly Table[]): Promise<readonly Table[]> {
  const found: Table[] = [];
  for (let at = 0; at < tables.length; at += AT_ONCE) {
    const some = tables.slice(at, at + AT_ONCE);
    const queries = some.map(
      ({ schema, name: table }, index) =>
        sql`select ${literal(index)} as index, exists (select from ${name(schema, table)}) as found`,
    );
    const [answer] = await session.run(join(queries, sql`\nunion all\n`));
    const filled = new Set(
      (answer?.rows ?? []).flatMap((row) => (row.found === "t" ? [Number(row.index)] : [])),
    );
    found.push(...some.filter((_table, index) => !filled.has(index)));
  }
  return found;
}

/** Tables without rows that the table refers to. */
function missingFor(table: Table, left: ReadonlySet<string>): readonly string[] {
  return table.foreignKeys
    .map(({ target, targetSchema }) => `${targetSchema}.${target}`)
    .filter((target) => target !== nameOf(table) && left.has(target));
}

interface Others {
  /** Without rows, and with none to come but for those ahead. */
  readonly left: ReadonlySet<string>;
  readonly ahead: Ahead;
}

/** Null when rows are in, else why there are none. */
async function fill(session: SqlSession, table: Table, others: Others): Promise<string | null> {
  const { ahead } = others;
  const impossible = hopeless(table, others);
  if (impossible !== undefined) return impossible;
  const relation = name(table.schema, table.name);
  const choices = choicesOf(table, ahead);
  if (typeof choices === "string") return choices;
  const inserted = new Set(table.columns.map((column) => column.name));
  const generated = table.foreignKeys.filter((key) => !key.columns.every((column) => inserted.has(column)));
  const picks = new Picks(choices);
  const all = await refusal(session, insertRows(relation, picks.columns(), ROWS));
  if (all === null) return withoutPartners(session, table, generated);
  let reason = all;
  let filled = 0;
  const tries = Math.min(TRIES, picks.combinations);
  for (const row of ROWS) {
    for (let attempt = 0; attempt < tries; attempt++) {
      const refused = await refusal(session, insertRows(relation, picks.columns(), [row]));
      if (refused === null) {
        filled++;
        break;
      }
      reason = refused;
      picks.next(checkedBy(table, refused));
    }
  }
  return filled > 0 ? withoutPartners(session, table, generated) : reason;
}

/** The columns of the check that the server names last in what it says; undefined where it says something else. */
function checkedBy({ checks }: Table, refused: string): ReadonlySet<string> | undefined {
  const named = refused
    .match(/"[^"]+"/g)
    ?.at(-1)
    ?.slice(1, -1);
  const columns = checks.filter((check) => check.name === named).flatMap((check) => check.columns);
  return columns.length > 0 ? new Set(columns) : undefined;
}

/** Keys are not checked, and what these refer to was not chosen: rows that refer to nothing go. Null where some stay. */
async function withoutPartners(
  session: SqlSession,
  table: Table,
  keys: readonly ForeignKey[],
): Promise<string | null> {
  const relation = name(table.schema, table.name);
  for (const { columns, target, targetSchema, targetColumns } of keys) {
    const set = columns.map((column) => sql`t.${name(column)} is not null`);
    const same = columns.map((column, at) => sql`r.${name(targetColumns[at] as string)} = t.${name(column)}`);
    const partner = sql`select from ${name(targetSchema, target)} r where ${join(same, AND)}`;
    await session.run(sql`delete from ${relation} t where ${join(set, AND)} and not exists (${partner})`);
    if ((await empty(session, [table])).length > 0)
      return `what it has refers to no row of ${targetSchema}.${target}`;
  }
  return null;
}

const AND = sql` and `;

/** What the server says against it; null when it has done it. */
async function refusal(session: SqlSession, insert: Sql): Promise<string | null> {
  try {
    await session.run(insert);
    return null;
  } catch (error) {
    if (isLost(error)) throw error;
    return (error as Error).message;
  }
}

/** A row must refer to a row that is not there. */
function hopeless(table: Table, { left, ahead }: Others): string | undefined {
  for (const key of table.foreignKeys) {
    const target = `${key.targetSchema}.${key.target}`;
    if (target !== nameOf(table) && left.has(target) && !ahead.has(target) && isNeeded(table, key))
      return `it refers to ${target}, which has none`;
  }
  return undefined;
}
