// Fills a shadow's tables with rows that its constraints allow, so that a plan can be tried on data.
import type { Fillable, Unfilled } from "../core/schema-database.ts";
import { flag, list } from "./kind.ts";
import { type FillableColumn, type FilledColumn, insertRow, valuesOf } from "./row-values.ts";
import { isLost, type Row, type SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql } from "./sql.ts";

const ROWS = 3;
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
  const unfilled: Unfilled[] = [];
  for (const table of await empty(session, tables)) {
    const known = JSON.stringify(table);
    const reason = tried.get(known) ?? (await fill(session, table));
    if (reason !== null) tried.set(known, reason);
    if (reason !== null) unfilled.push({ path: [table.schema, table.name], reason });
  }
  await session.run(sql`set session_replication_role = origin; reset search_path`);
  return unfilled;
}

function nameOf({ schema, name }: Pick<Table, "schema" | "name">): string {
  return `${schema}.${name}`;
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

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly FillableColumn[];
  readonly foreignKeys: readonly ForeignKey[];
}

interface ForeignKey {
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetSchema: string;
  readonly targetColumns: readonly string[];
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

/** Null when rows are in, else why there are none. */
async function fill(session: SqlSession, table: Table): Promise<string | null> {
  const relation = name(table.schema, table.name);
  let reason = "no row could be made up";
  let filled = 0;
  for (let row = 1; row <= ROWS; row++) {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const columns = choose(table, attempt);
      if (typeof columns === "string") return columns;
      try {
        await session.run(insertRow(relation, columns, row));
        filled++;
        break;
      } catch (error) {
        if (isLost(error)) throw error;
        reason = (error as Error).message;
      }
    }
  }
  return filled > 0 ? null : reason;
}

/** The first attempt takes the usual values; later ones count through the others, column by column. */
function choose(table: Table, attempt: number): readonly FilledColumn[] | string {
  const keys = new Map(
    table.foreignKeys.flatMap((key) => key.columns.map((column) => [column, key] as const)),
  );
  const columns: FilledColumn[] = [];
  let rest = attempt;
  for (const column of table.columns) {
    const key = keys.get(column.name);
    if (key) {
      columns.push({ name: column.name, value: referred(table, key, column.name) });
      continue;
    }
    if (column.given) continue;
    const values = valuesOf(column);
    if (values.length === 0) return `no value can be made up for ${column.name} of type ${column.declared}`;
    columns.push({ name: column.name, value: values[rest % values.length] as Sql });
    rest = Math.floor(rest / values.length);
  }
  return columns;
}

/** A row of the table that is referred to; one that refers to itself takes its own first value. */
function referred(table: Table, key: ForeignKey, column: string): Sql {
  const target = key.targetColumns[key.columns.indexOf(column)] as string;
  const relation = name(key.targetSchema, key.target);
  const found = sql`(select ${name(target)} from ${relation} order by ${name(target)} offset (i - 1) % greatest((select count(*) from ${relation}), 1) limit 1)`;
  const itself = key.target === table.name && key.targetSchema === table.schema;
  const own = itself ? table.columns.find((one) => one.name === target) : undefined;
  const first = own && !own.given ? valuesOf(own)[0] : undefined;
  return first ? sql`coalesce(${found}, ${first})` : found;
}

async function readTables(session: SqlSession): Promise<readonly Table[]> {
  const [columns, keys, checks] = await session.run(query);
  const tables = new Map<string, Table & { columns: FillableColumn[]; foreignKeys: ForeignKey[] }>();
  const checksOf = new Map<string, string>();
  for (const row of checks?.rows ?? []) {
    for (const column of list(row.columns)) {
      const at = `${row.schema}.${row.table}.${column}`;
      checksOf.set(at, `${checksOf.get(at) ?? ""} ${row.definition}`);
    }
  }
  for (const row of columns?.rows ?? []) {
    const at = `${row.schema}.${row.table}`;
    let table = tables.get(at);
    if (!table) {
      table = { schema: String(row.schema), name: String(row.table), columns: [], foreignKeys: [] };
      tables.set(at, table);
    }
    if (row.name !== null) table.columns.push(columnOf(row, checksOf.get(`${at}.${row.name}`)));
  }
  for (const row of keys?.rows ?? []) {
    tables.get(`${row.schema}.${row.table}`)?.foreignKeys.push({
      columns: list(row.columns),
      targetSchema: String(row.target_schema),
      target: String(row.target),
      targetColumns: list(row.target_columns),
    });
  }
  return referredFirst([...tables.values()]);
}

function columnOf(row: Row, checks: string | undefined): FillableColumn {
  const constants = [...(checks ?? "").matchAll(/'((?:[^']|'')*)'::|[<>=(] ?(-?\d+(?:\.\d+)?)\b/g)].map(
    ([, text, number]) => text?.replaceAll("''", "'") ?? number ?? "",
  );
  return {
    name: String(row.name),
    type: String(row.type),
    declared: String(row.declared),
    sort: String(row.sort),
    notNull: flag(row.not_null),
    given: flag(row.given),
    labels: list(row.labels),
    checked: checks !== undefined,
    constants: [...new Set(constants)].slice(0, 8),
  };
}

/** A circle is cut where it is met: its rows may then stay without what they refer to. */
function referredFirst(tables: readonly Table[]): readonly Table[] {
  const byName = new Map(tables.map((table) => [nameOf(table), table]));
  const seen = new Set<Table>();
  const ordered: Table[] = [];
  const visit = (table: Table): void => {
    if (seen.has(table)) return;
    seen.add(table);
    for (const { targetSchema, target } of table.foreignKeys) {
      const needed = byName.get(`${targetSchema}.${target}`);
      if (needed) visit(needed);
    }
    ordered.push(table);
  };
  tables.forEach(visit);
  return ordered;
}

const users = sql`n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** Partitions are filled through the table that they belong to. */
const query = sql`
  select n.nspname as schema, c.relname as table, a.attname as name,
    pg_catalog.format_type(case when t.typtype = 'd' then t.typbasetype else a.atttypid end,
      case when t.typtype = 'd' then t.typtypmod else a.atttypmod end) as type,
    pg_catalog.format_type(a.atttypid, a.atttypmod) as declared,
    coalesce(b.typtype, t.typtype) as sort, a.attnotnull or t.typnotnull as not_null,
    a.atthasdef or a.attidentity <> '' as given,
    (select pg_catalog.to_json(pg_catalog.array_agg(e.enumlabel order by e.enumsortorder)) from pg_catalog.pg_enum e
      where e.enumtypid in (t.oid, t.typbasetype, t.typelem)) as labels
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_type b on b.oid = t.typbasetype and t.typtype = 'd'
  where c.relkind in ('r', 'p') and not c.relispartition and ${users}
  order by n.nspname, c.relname, a.attnum;
  select n.nspname as schema, c.relname as table, tn.nspname as target_schema, tc.relname as target,
    (select pg_catalog.to_json(pg_catalog.array_agg(a.attname order by k.place)) from pg_catalog.unnest(f.conkey)
      with ordinality k(number, place) join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number) as columns,
    (select pg_catalog.to_json(pg_catalog.array_agg(a.attname order by k.place)) from pg_catalog.unnest(f.confkey)
      with ordinality k(number, place) join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number) as target_columns
  from pg_catalog.pg_constraint f
  join pg_catalog.pg_class c on c.oid = f.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_class tc on tc.oid = f.confrelid join pg_catalog.pg_namespace tn on tn.oid = tc.relnamespace
  where f.contype = 'f' and f.conparentid = 0
  order by n.nspname, c.relname, f.conname;
  select n.nspname as schema, c.relname as table, pg_catalog.pg_get_constraintdef(f.oid) as definition,
    (select pg_catalog.to_json(pg_catalog.array_agg(a.attname)) from pg_catalog.pg_attribute a
      where a.attrelid = f.conrelid and a.attnum = any (f.conkey)) as columns
  from pg_catalog.pg_constraint f join pg_catalog.pg_class c on c.oid = f.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where f.contype = 'c' order by n.nspname, c.relname, f.conname`;
