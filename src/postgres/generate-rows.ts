// Fills a shadow's tables with rows that its constraints allow, so that a plan can be tried on data.
import type { Unfilled } from "../core/schema-database.ts";
import { flag, list } from "./kind.ts";
import { type FillableColumn, type FilledColumn, insertRows, valuesOf } from "./row-values.ts";
import { isLost, type Row, type SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql } from "./sql.ts";

const ROWS = [1, 2, 3];
/** How many combinations of values are tried for a row before giving up. */
const TRIES = 60;

/**
 * Inserts up to three rows into every table that has none and is not excepted, those first that others refer to. User triggers do not
 * run. `tried` remembers tables for which no row could be made up, as they were. The session must be a superuser's, outside of a transaction; throws only when it is lost.
 */
export async function generateRows(
  session: SqlSession,
  except: ReadonlySet<string> = new Set(),
  tried: Map<string, string> = new Map(),
): Promise<readonly Unfilled[]> {
  await session.run(sql`set session_replication_role = replica; set search_path = ''`);
  const tables = (await readTables(session)).filter(({ schema, name }) => !except.has(`${schema}.${name}`));
  const without = await empty(session, tables);
  // Names are qualified; functions that give defaults may need the path.
  await session.run(sql`reset search_path`);
  const left = new Set(without.map(keyOf));
  const unfilled: Unfilled[] = [];
  for (const table of without) {
    const known = JSON.stringify([table, missingFor(table, left)]);
    const reason = tried.get(known) ?? (await fill(session, table, left));
    if (reason === null) left.delete(keyOf(table));
    else {
      tried.set(known, reason);
      unfilled.push({ path: [table.schema, table.name], reason });
    }
  }
  await session.run(sql`set session_replication_role = origin`);
  return unfilled;
}

/**
 * Takes all rows out of tables, as `schema.table`, and sets back what counts them; false, and nothing is done, where
 * rows of others refer to them. Nobody's triggers run.
 */
export async function emptyTables(session: SqlSession, tables: ReadonlySet<string>): Promise<boolean> {
  const found = (await readTables(session)).filter((table) => tables.has(keyOf(table)));
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

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly FillableColumn[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Definitions. */
  readonly checks: readonly string[];
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

function keyOf({ schema, name }: Pick<Table, "schema" | "name">): string {
  return `${schema}.${name}`;
}

/** Tables without rows that the table refers to. */
function missingFor(table: Table, left: ReadonlySet<string>): readonly string[] {
  return table.foreignKeys
    .map(({ target, targetSchema }) => `${targetSchema}.${target}`)
    .filter((target) => target !== keyOf(table) && left.has(target));
}

/** Null when rows are in, else why there are none. */
async function fill(session: SqlSession, table: Table, left: ReadonlySet<string>): Promise<string | null> {
  const impossible = hopeless(table, left);
  if (impossible !== undefined) return impossible;
  const relation = name(table.schema, table.name);
  const first = choose(table, 0);
  if (typeof first === "string") return first;
  const all = await refusal(session, insertRows(relation, first, ROWS));
  if (all === null) return null;
  let reason = all;
  let filled = 0;
  const tries = Math.min(TRIES, combinations(table));
  for (const row of ROWS) {
    for (let attempt = 0; attempt < tries; attempt++) {
      const columns = choose(table, attempt);
      if (typeof columns === "string") return columns;
      const refused = await refusal(session, insertRows(relation, columns, [row]));
      if (refused === null) {
        filled++;
        break;
      }
      reason = refused;
    }
  }
  return filled > 0 ? null : reason;
}

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
function hopeless(table: Table, left: ReadonlySet<string>): string | undefined {
  const needed = new Set(table.columns.filter(({ notNull }) => notNull).map((column) => column.name));
  for (const { columns, target, targetSchema } of table.foreignKeys) {
    const key = `${targetSchema}.${target}`;
    if (key !== keyOf(table) && left.has(key) && columns.every((column) => needed.has(column)))
      return `it refers to ${key}, which has none`;
  }
  return undefined;
}

/** How many rows of other values there are to try. */
function combinations({ columns, foreignKeys }: Table): number {
  const keys = new Set(foreignKeys.flatMap((key) => key.columns));
  return columns
    .filter((column) => !keys.has(column.name) && !column.given)
    .reduce((count, column) => Math.min(TRIES, count * Math.max(1, valuesOf(column).length)), 1);
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
  const tables = new Map<
    string,
    Table & { columns: FillableColumn[]; foreignKeys: ForeignKey[]; checks: string[] }
  >();
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
      table = {
        schema: String(row.schema),
        name: String(row.table),
        columns: [],
        foreignKeys: [],
        checks: [],
      };
      tables.set(at, table);
    }
    if (row.name !== null) table.columns.push(columnOf(row, checksOf.get(`${at}.${row.name}`)));
  }
  for (const { schema, table, definition } of checks?.rows ?? [])
    tables.get(`${schema}.${table}`)?.checks.push(String(definition));
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
  const byName = new Map(tables.map((table) => [`${table.schema}.${table.name}`, table]));
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
