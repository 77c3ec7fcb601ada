// Prints of all rows, again and again, and each time only of the tables whose rows can have changed.
import type { RowPrint, RowPrints } from "../core/row-print.ts";
import { READING } from "./read-schema.ts";
import type { Row, SqlSession } from "./session.ts";
import { join, literal, name, type Sql, sql, verbatim } from "./sql.ts";

/** What a print says of a column: a hash of its values, or how many there are. */
export type PrintForm = "hashes" | "counts";

export interface FollowedRows {
  /** Tables that are left out, as `schema.table`. */
  readonly except: ReadonlySet<string>;
  /** False: only tables whose definition has changed can have other rows than before. */
  readonly anywhere: boolean;
}

interface Table {
  readonly oid: string;
  /** `schema.table` */
  readonly key: string;
  readonly relation: Sql;
  /** Of what the rows are: the file that they are in, and the columns' own rows in the catalogue. */
  readonly sign: string;
  /** It has parts, which are other tables. */
  readonly hasParts: boolean;
  readonly isEmpty: boolean;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

interface Known {
  readonly sign: string;
  readonly columns: readonly Column[];
  readonly print: RowPrint;
}

export class RowFollower {
  readonly #session: SqlSession;
  readonly #form: PrintForm;
  #known = new Map<string, Known>();
  /** What the tables were like whose query the session has by name. */
  readonly #prepared = new Map<string, string>();
  #isPrepared = false;

  /** Nobody else may use the session. */
  constructor(session: SqlSession, form: PrintForm) {
    this.#session = session;
    this.#form = form;
  }

  /** Of every plain or partitioned table; where values are counted, of those that may have rows. */
  async read({ except, anywhere }: FollowedRows): Promise<RowPrints> {
    const { tables, isTriggered } = await this.#tables(except);
    const all = anywhere || isTriggered;
    const columns = await this.#columns(
      tables.filter(({ oid, sign }) => this.#known.get(oid)?.sign !== sign),
    );
    const known = new Map<string, Known>();
    const due: Table[] = [];
    for (const table of tables) {
      const { oid, sign, isEmpty, hasParts } = table;
      const before = this.#known.get(oid);
      const same = before?.sign === sign;
      const own = (same ? before?.columns : columns.get(oid)) ?? [];
      const print = same && !all && !hasParts ? before.print : isEmpty ? empty(own) : undefined;
      known.set(oid, { sign, columns: own, print: print ?? UNKNOWN });
      if (!print) due.push(table);
    }
    this.#known = known;
    for (let at = 0; at < due.length; at += AT_ONCE) await this.#print(due.slice(at, at + AT_ONCE));
    return new Map(tables.map(({ key, oid }) => [key, this.#of(oid).print]));
  }

  #of(oid: string): Known {
    return this.#known.get(oid) as Known;
  }

  async #tables(except: ReadonlySet<string>): Promise<{ tables: readonly Table[]; isTriggered: boolean }> {
    if (!this.#isPrepared) {
      const queries = [preparedTables(this.#form === "counts"), preparedColumns];
      // Our names are qualified; those in functions of indexes, which a query is planned with, need the path.
      await this.#session.run(join([...READING, sql`reset search_path`, ...queries], sql`;\n`));
      this.#isPrepared = true;
    }
    const [answer] = await this.#session.run(sql`execute "godwit tables"`);
    const rows = answer?.rows ?? [];
    // Somebody's function runs with each change of a definition.
    const isTriggered = rows[0]?.triggered === "t";
    return { isTriggered, tables: rows.map(tableOf).filter(({ key }) => !except.has(key)) };
  }

  async #columns(tables: readonly Table[]): Promise<ReadonlyMap<string, readonly Column[]>> {
    if (tables.length === 0) return new Map();
    const oids = verbatim(`'{${tables.map(({ oid }) => oid).join(",")}}'`);
    const [answer] = await this.#session.run(sql`execute "godwit columns" (${oids})`);
    const found = new Map<string, Column[]>();
    for (const row of answer?.rows ?? []) {
      const list = found.get(String(row.oid)) ?? [];
      list.push({ name: String(row.name), type: String(row.type) });
      found.set(String(row.oid), list);
    }
    return found;
  }

  /** One query for each: a query for all would be planned anew with every change of any table. */
  async #print(tables: readonly Table[]): Promise<void> {
    const statements: Sql[] = [];
    const places: number[] = [];
    for (const { oid, relation, key, sign } of tables) {
      const query = sql`"godwit rows ${verbatim(oid)}"`;
      // It is made anew from its text with each change, so that the names must be the same.
      const named = `${key} ${sign}`;
      const prepared = this.#prepared.get(oid);
      if (prepared !== undefined && prepared !== named) statements.push(sql`deallocate ${query}`);
      if (prepared !== named)
        statements.push(
          sql`prepare ${query} as ${printOf(relation, { columns: this.#of(oid).columns, form: this.#form })}`,
        );
      this.#prepared.set(oid, named);
      places.push(statements.push(sql`execute ${query}`) - 1);
    }
    const answers = await this.#session.run(join(statements, sql`;\n`));
    for (const [index, { oid }] of tables.entries()) {
      const { rows, columns: values } = answers[places[index] as number]?.rows[0] ?? {};
      const words = (values ?? "").split(" ");
      const columns = new Map(this.#of(oid).columns.map((one, place) => [title(one), words[place] ?? ""]));
      this.#known.set(oid, { ...this.#of(oid), print: { rows: Number(rows), columns } });
    }
  }
}

/** A transaction keeps the locks of all that it has looked at. */
const AT_ONCE = 200;

const UNKNOWN: RowPrint = { rows: 0, columns: new Map() };

/** What a column without values is said to have. */
const NO_VALUES = "-";

function empty(columns: readonly Column[]): RowPrint {
  return { rows: 0, columns: new Map(columns.map((column) => [title(column), NO_VALUES])) };
}

function title(column: Column): string {
  return `${column.name} ${column.type}`;
}

interface Printed {
  readonly columns: readonly Column[];
  readonly form: PrintForm;
}

function printOf(relation: Sql, { columns, form }: Printed): Sql {
  const values = columns.map((column) => {
    const value = sql`t.${name(column.name)}`;
    // A sum does not know the order of rows, and needs no sorting.
    const hash = sql`pg_catalog.sum(pg_catalog.hashtextextended(${value}::text, 0))`;
    const word = form === "counts" ? sql`nullif(count(${value}), 0)` : hash;
    return sql`coalesce(${word}::text, ${literal(NO_VALUES)})`;
  });
  const all =
    values.length === 0 ? literal("") : sql`pg_catalog.array_to_string(array[${join(values)}], ' ')`;
  return sql`select count(*) as rows, ${all} as columns from ${relation} t`;
}

function tableOf(row: Row): Table {
  const { oid, schema, table } = row;
  const hasParts = row.has_parts === "t";
  return {
    oid: String(oid),
    key: `${schema}.${table}`,
    relation: name(String(schema), String(table)),
    sign: `${row.file} ${row.columns}`,
    hasParts,
    isEmpty: !hasParts && row.size === "0",
  };
}

/** By size, as nobody has analysed them. */
function preparedTables(occupied: boolean): Sql {
  const wanted = occupied ? sql`and (c.relkind = 'p' or pg_catalog.pg_relation_size(c.oid) > 0)` : sql``;
  return sql`prepare "godwit tables" as
  select c.oid, n.nspname as schema, c.relname as table, c.relfilenode as file,
    (select max(xmin::text::bigint) from pg_catalog.pg_attribute where attrelid = c.oid and attnum > 0) as columns,
    c.relkind = 'p' or c.relhassubclass as has_parts, pg_catalog.pg_relation_size(c.oid) as size,
    exists (select from pg_catalog.pg_event_trigger where evtenabled <> 'D') as triggered
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and c.oid >= 16384
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' ${wanted}
  order by n.nspname, c.relname`;
}

const preparedColumns = sql`prepare "godwit columns" (oid[]) as
  select a.attrelid as oid, a.attname as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type
  from pg_catalog.pg_attribute a where a.attrelid = any ($1) and a.attnum > 0 and not a.attisdropped
  order by a.attrelid, a.attnum`;
