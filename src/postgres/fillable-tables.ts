// The tables of a shadow that rows can be made up for, with all that a row of theirs must be like.
import { flag, list } from "./kind.ts";
import type { FillableColumn } from "./row-values.ts";
import type { Row, SqlSession } from "./session.ts";
import { sql } from "./sql.ts";

export interface Table {
  readonly schema: string;
  readonly name: string;
  /** Without those that are generated: they take no value. */
  readonly columns: readonly FillableColumn[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Also those of its columns' domains. */
  readonly checks: readonly Check[];
}

export interface Check {
  readonly name: string;
  readonly definition: string;
  readonly columns: readonly string[];
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetSchema: string;
  readonly targetColumns: readonly string[];
}

/** `schema.table` */
export function nameOf({ schema, name }: Pick<Table, "schema" | "name">): string {
  return `${schema}.${name}`;
}

/** Those first that others refer to. */
export async function readTables(session: SqlSession): Promise<readonly Table[]> {
  const [columns, keys, checks] = await session.run(query);
  const tables = new Map<
    string,
    Table & { columns: FillableColumn[]; foreignKeys: ForeignKey[]; checks: Check[] }
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
  for (const { schema, table, name, definition, columns: checked } of checks?.rows ?? [])
    tables
      .get(`${schema}.${table}`)
      ?.checks.push({ name: String(name), definition: String(definition), columns: list(checked) });
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
  left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
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
  select n.nspname as schema, c.relname as table, f.conname as name, pg_catalog.pg_get_constraintdef(f.oid) as definition,
    (select pg_catalog.to_json(pg_catalog.array_agg(a.attname)) from pg_catalog.pg_attribute a
      where a.attrelid = f.conrelid and a.attnum = any (f.conkey)) as columns
  from pg_catalog.pg_constraint f join pg_catalog.pg_class c on c.oid = f.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where f.contype = 'c'
  union all
  select n.nspname, c.relname, f.conname, pg_catalog.pg_get_constraintdef(f.oid), pg_catalog.to_json(array[a.attname])
  from pg_catalog.pg_constraint f join pg_catalog.pg_attribute a on a.atttypid = f.contypid and a.attnum > 0
  join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where f.contype = 'c' and f.contypid <> 0 order by 1, 2, 3`;
