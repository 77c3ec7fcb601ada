// Keeps an application's queries prepared across a migration, and runs them before and after it in transactions that are rolled back.
import type { BrokenQuery, QueryTrial } from "../core/query-trial.ts";
import { list } from "./kind.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";
import { valuesOf } from "./row-values.ts";
import { isLost, type SqlSession } from "./session.ts";
import { join, literal, type Sql, sql, verbatim } from "./sql.ts";

interface Prepared {
  readonly statement: SqlStatement;
  /** Runs it with made-up values. */
  readonly execute: Sql;
  /** Why running it fails though it is right: the values are made up. */
  readonly fails: string | null;
}

export class PostgresQueryTrial implements QueryTrial {
  readonly #session: SqlSession;
  readonly #statements: readonly SqlStatement[];
  readonly #prepared = new Map<number, Prepared>();
  #isSet = false;

  /** Nobody else may use the session; it must be a superuser's. */
  constructor(session: SqlSession, statements: readonly SqlStatement[]) {
    this.#session = session;
    this.#statements = statements;
  }

  get count(): number {
    return this.#statements.length;
  }

  async before(): Promise<number> {
    // Rows that made-up keys refer to need not be there.
    if (!this.#isSet) await this.#session.run(sql`set session_replication_role = replica`);
    this.#isSet = true;
    for (const [index, statement] of this.#statements.entries()) {
      if (this.#prepared.has(index)) continue;
      const prepared = await this.#prepare(index, statement);
      if (prepared) this.#prepared.set(index, prepared);
    }
    return this.#prepared.size;
  }

  async after(): Promise<readonly BrokenQuery[]> {
    const broken: BrokenQuery[] = [];
    for (const [index, { statement, execute, fails }] of [...this.#prepared].sort(([a], [b]) => a - b)) {
      const error = await this.#run(execute);
      if (error === null || (fails !== null && !ofTheStatement(error.code))) continue;
      this.#prepared.delete(index);
      await this.#session.run(sql`deallocate ${nameOf(index)}`);
      // A plan whose result has other columns: a session that comes later does not notice.
      const again = error.code === "0A000" ? await this.#prepare(index, statement) : null;
      if (again) this.#prepared.set(index, again);
      broken.push({
        at: statement.at,
        sqlstate: error.code,
        message: error.message,
        onlyPrepared: again !== null,
      });
    }
    return broken;
  }

  async #prepare(index: number, statement: SqlStatement): Promise<Prepared | null> {
    const name = nameOf(index);
    if ((await this.#try(sql`prepare ${name} as ${verbatim(statement.text)}`)) !== null) return null;
    const values = await this.#valuesFor(index);
    const execute = values.length === 0 ? sql`execute ${name}` : sql`execute ${name} (${join(values)})`;
    const error = await this.#run(execute);
    return { statement, execute, fails: error?.code ?? null };
  }

  async #valuesFor(index: number): Promise<readonly Sql[]> {
    const [answer] = await this.#session.run(typesOf(index));
    const types = (answer?.rows ?? []).map((row) => String(row.declared));
    const values = (answer?.rows ?? []).map((row) => {
      const [value] = valuesOf({
        ...{ name: "", notNull: false, given: false, checked: false, constants: [] },
        ...{ type: String(row.type), declared: String(row.declared), sort: String(row.sort) },
        labels: list(row.labels),
      });
      return value ? sql`(${value})::text` : sql`null`;
    });
    if (values.length === 0) return [];
    const [made] = await this.#session.run(
      sql`select pg_catalog.to_json(array[${join(values)}]::text[]) as made from (values (1)) as n(i)`,
    );
    const found = JSON.parse(made?.rows[0]?.made ?? "[]") as readonly (string | null)[];
    return found.map((value, place) =>
      value === null ? sql`null` : sql`${literal(value)}::${verbatim(String(types[place]))}`,
    );
  }

  #run(execute: Sql): Promise<Refused | null> {
    return this.#try(
      join([sql`begin`, sql`set local statement_timeout = 5000`, execute, sql`rollback`], sql`;\n`),
    );
  }

  async #try(batch: Sql): Promise<Refused | null> {
    try {
      await this.#session.run(batch);
      return null;
    } catch (error) {
      if (isLost(error)) throw error;
      await this.#session.run(sql`rollback`);
      return error as Refused;
    }
  }
}

interface Refused {
  readonly code: string;
  readonly message: string;
}

/** Of names and types, whatever the values; and a plan whose result has other columns now. */
function ofTheStatement(code: string): boolean {
  return code.startsWith("42") || code === "0A000";
}

function nameOf(index: number): Sql {
  return verbatim(`"godwit query ${index}"`);
}

function typesOf(index: number): Sql {
  return sql`select pg_catalog.format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null) as type,
    pg_catalog.format_type(t.oid, null) as declared, coalesce(b.typtype, t.typtype) as sort,
    (select pg_catalog.to_json(pg_catalog.array_agg(e.enumlabel order by e.enumsortorder)) from pg_catalog.pg_enum e
      where e.enumtypid in (t.oid, t.typbasetype, t.typelem)) as labels
  from pg_catalog.pg_prepared_statements p
  cross join lateral pg_catalog.unnest(p.parameter_types::pg_catalog.oid[]) with ordinality a(type, place)
  join pg_catalog.pg_type t on t.oid = a.type left join pg_catalog.pg_type b on b.oid = t.typbasetype
  where p.name = ${literal(`godwit query ${index}`)} order by a.place`;
}
