// The rows and sequence values of a shadow as statements, for a baseline: plain SQL, tables before those that refer to them.
import type { SqlSession } from "./session.ts";
import { sequencesQuery } from "./shadow-contents.ts";
import { join, literal, name, type Sql, sql } from "./sql.ts";

interface Filled {
  readonly path: readonly string[];
  readonly columns: readonly string[];
  readonly oid: string;
  /** Tables that its rows refer to. */
  readonly refers: ReadonlySet<string>;
  /** It has triggers of somebody's, which would run for what they ran for already. */
  readonly triggers: boolean;
}

/** Rows in one INSERT per table, however many: one that refers to its own table is checked at the end of the statement. */
export async function writtenContents(
  session: SqlSession,
  except: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const [tables] = await session.run(tablesQuery);
  const filled = (tables?.rows ?? [])
    .map(
      (row): Filled => ({
        path: [row.schema ?? "", row.table ?? ""],
        columns: (row.columns ?? "").split("\n").filter((column) => column !== ""),
        oid: row.oid ?? "",
        refers: new Set((row.refers ?? "").split(" ")),
        triggers: row.triggers === "t",
      }),
    )
    .filter(({ path }) => !except.has(path.join(".")));
  const statements: string[] = [];
  for (const table of inOrder(filled)) statements.push(...(await insertsOf(session, table)));
  const [sequences] = await session.run(sequencesQuery);
  for (const row of sequences?.rows ?? []) {
    if (row.value === null || except.has(row.owner ?? "")) continue;
    const at = name(row.schema ?? "", row.sequence ?? "").text;
    statements.push(sql`select pg_catalog.setval(${literal(at)}, ${literal(BigInt(row.value ?? "0"))})`.text);
  }
  return statements;
}

async function insertsOf(session: SqlSession, { path, columns, triggers }: Filled): Promise<string[]> {
  if (columns.length === 0) return [];
  const values = columns.map((column) => sql`pg_catalog.quote_nullable(t.${name(column)}::text)`);
  const line = sql`'(' || pg_catalog.concat_ws(', ', ${join(values)}) || ')'`;
  const [answer] = await session.run(sql`select ${line} as line from ${name(...path)} as t order by t.ctid`);
  const lines = (answer?.rows ?? []).map((row) => `  ${row.line ?? ""}`);
  if (lines.length === 0) return [];
  const relation = name(...path).text;
  const into: Sql = join(columns.map((column) => name(column)));
  const insert = `insert into ${relation} (${into.text}) overriding system value values\n${lines.join(",\n")}`;
  if (!triggers) return [insert];
  return [
    `alter table ${relation} disable trigger user`,
    insert,
    `alter table ${relation} enable trigger user`,
  ];
}

/** Those that refer to each other come in the order of their names; the proof tells whether that works. */
function inOrder(tables: readonly Filled[]): readonly Filled[] {
  const left = [...tables];
  const ordered: Filled[] = [];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ oid }) => oid));
    const ready = left.findIndex(({ refers, oid }) =>
      [...refers].every((other) => other === oid || !waiting.has(other)),
    );
    ordered.push(...left.splice(Math.max(ready, 0), 1));
  }
  return ordered;
}

const tablesQuery = sql`
select c.oid::text as oid, n.nspname as schema, c.relname as table,
  (select pg_catalog.string_agg(a.attname, E'\n' order by a.attnum) from pg_catalog.pg_attribute a
   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
  (select pg_catalog.string_agg(k.confrelid::text, ' ') from pg_catalog.pg_constraint k
   where k.conrelid = c.oid and k.contype = 'f') as refers,
  exists (select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal) as triggers
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and c.relpersistence <> 't' and pg_catalog.pg_relation_size(c.oid) > 0
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by 2, 3`;
