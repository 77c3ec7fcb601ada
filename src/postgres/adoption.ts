// What a database that was migrated otherwise says of itself: other tools' tables, and rows that a migration would have made.
import type { AdoptionDatabase, SampleRows, ToolHistory } from "../core/adoption.ts";
import { DriverError } from "../core/driver-error.ts";
import { serverError } from "./server-error.ts";
import { isLost, type SqlSession } from "./session.ts";
import { join, literal, name, sql } from "./sql.ts";
import { TOOL_TABLES, type ToolTable } from "./tool-tables.ts";

/** Looking for rows must not become a load on a large table. */
const PATIENCE_MS = 5_000;

export class PostgresAdoption implements AdoptionDatabase {
  readonly #session: SqlSession;
  readonly #closed: () => Promise<void>;

  /** `closed` is called when the session is. */
  constructor(session: SqlSession, closed: () => Promise<void> = async () => undefined) {
    this.#session = session;
    this.#closed = closed;
  }

  async histories(): Promise<readonly ToolHistory[]> {
    try {
      const [answer] = await this.#session.run(columnsQuery);
      const found: ToolHistory[] = [];
      for (const { schema, table, columns } of answer?.rows ?? []) {
        const path = [schema ?? "", table ?? ""];
        const known = recognised(table ?? "", (columns ?? "").split("\n"));
        if (known) found.push(await this.#read(known, path));
      }
      return found;
    } catch (error) {
      throw serverError(error, "look for other tools' tables");
    }
  }

  async #read(known: ToolTable, path: readonly string[]): Promise<ToolHistory> {
    const { tool, newestOnly, orderBy, read } = known;
    const [, answer] = await this.#session.run(
      sql`set datestyle = 'ISO'; select * from ${name(...path)} order by ${name(orderBy)}`,
    );
    return { tool, path, newestOnly: newestOnly === true, rows: (answer?.rows ?? []).map(read) };
  }

  async holds({ path, rows, except = [] }: SampleRows): Promise<number | null> {
    const wanted = join(rows.map((row) => sql`(${literal(row)}::pg_catalog.jsonb)`));
    try {
      const answer = await this.#session.run(sql`begin read only;
set local statement_timeout = ${literal(PATIENCE_MS)};
select count(*) as found from (values ${wanted}) as wanted(row)
where exists (select 1 from ${name(...path)} as t where pg_catalog.to_jsonb(t) @> (wanted.row - ${literal(except)}));
commit`);
      return Number(answer[2]?.rows[0]?.found);
    } catch (error) {
      if (!(error instanceof DriverError) || isLost(error)) throw serverError(error, "look for rows");
      await this.#session.run(sql`rollback`);
      return null;
    }
  }

  async close(): Promise<void> {
    await this.#session.close();
    await this.#closed();
  }
}

function recognised(table: string, columns: readonly string[]): ToolTable | undefined {
  const has = new Set(columns);
  // Godwit's own history has these, too, and is none of another tool.
  if (["fingerprint", "steps_hash", "run_id"].every((column) => has.has(column))) return undefined;
  return TOOL_TABLES.find(
    ({ columns: theirs, exact, named }) =>
      theirs.every((column) => has.has(column)) &&
      (!exact || theirs.length === columns.length) &&
      (named === undefined || named.test(table)),
  );
}

const columnsQuery = sql`
select n.nspname as schema, c.relname as table,
  (select pg_catalog.string_agg(pg_catalog.lower(a.attname), E'\n') from pg_catalog.pg_attribute a
   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and pg_catalog.has_table_privilege(c.oid, 'select')
order by 1, 2`;
