// Reads a schema again and again, and each time only what may have changed: see docs/decisions/0031-following-a-schema.md.
import { DriverError } from "../core/driver-error.ts";
import type { Fact, FactKey, Schema } from "../core/fact.ts";
import { type AttachedRows, attachedFacts, attachedQueries } from "./attached.ts";
import { CATALOG } from "./catalogs.ts";
import { CatalogueRows } from "./catalogue-rows.ts";
import type { Address, Found, ReadOptions } from "./found.ts";
import { KINDS } from "./kinds.ts";
import type { Thing } from "./needs.ts";
import { collect, READING, readWhole, type Whole } from "./read-schema.ts";
import type { Row, SqlSession } from "./session.ts";
import { join, type Sql, sql, verbatim } from "./sql.ts";

export class SchemaFollower {
  readonly #session: SqlSession;
  readonly #options: ReadOptions;
  readonly #rows: CatalogueRows;
  readonly #prepared = new Set<number>();
  /** Keys of the facts that are read from the rows of a thing; under `0/oid` those of no catalogue of their own. */
  #found = new Map<Thing, FactKey[]>();
  #members: Whole["members"] = new Map();
  #owner: string | undefined;
  /** Keys of what hangs on a fact, by the fact's. */
  #hanging = new Map<FactKey, FactKey[]>();
  #schema: Schema | undefined;
  /** The rights to follow are lacking. */
  #isBlind = false;

  /** Nobody else may use the session while it reads, nor change its prepared statements. */
  constructor(session: SqlSession, options: ReadOptions) {
    this.#session = session;
    this.#options = options;
    this.#rows = new CatalogueRows(session, options.roles);
  }

  /** The schema as it is. What has not changed since the last time is the very same fact. */
  async read(): Promise<Schema> {
    const before = this.#schema;
    const { followed, about } = await this.#look();
    if (!before || !followed) return this.#readAll();
    if (about.size === 0) return before;
    this.#schema = await this.#readSome(before, about);
    return this.#schema;
  }

  async #look(): Promise<{ readonly followed: boolean; readonly about: ReadonlySet<Thing> }> {
    const everything = { followed: false, about: new Set<Thing>() };
    if (this.#isBlind) return everything;
    if (!this.#schema) await this.#session.run(join([...READING, GENERIC], sql`;\n`));
    try {
      return await this.#rows.look();
    } catch (error) {
      if (!(error instanceof DriverError) || error.code !== "42501") throw error;
      this.#isBlind = true;
      return everything;
    }
  }

  async #readAll(): Promise<Schema> {
    const { schema, found, members, hanging, owner } = await readWhole(this.#session, this.#options);
    this.#found = new Map();
    for (const one of found.values()) this.#find(one);
    this.#members = members;
    this.#owner = owner;
    this.#hanging = new Map();
    for (const fact of hanging) this.#hang(fact);
    this.#schema = schema;
    return schema;
  }

  #find({ address, fact }: Found): void {
    const thing = address.slice(0, address.lastIndexOf("/"));
    const list = this.#found.get(thing);
    if (list) list.push(fact.key);
    else this.#found.set(thing, [fact.key]);
  }

  #hang(fact: Fact): void {
    const on = fact.needs[0] as FactKey;
    const list = this.#hanging.get(on);
    if (list) list.push(fact.key);
    else this.#hanging.set(on, [fact.key]);
  }

  async #readSome(before: Schema, touched: ReadonlySet<Thing>): Promise<Schema> {
    const oids = new Set([...touched].map((thing) => thing.slice(thing.indexOf("/") + 1)));
    const isTouched = (catalog: number, oid: string | null | undefined): boolean =>
      catalog === 0 ? oids.has(String(oid)) : touched.has(`${catalog}/${oid}`);
    const facts = new Map(before);
    for (const thing of [...touched, ...[...oids].map((oid) => `0/${oid}`)]) {
      for (const key of this.#found.get(thing) ?? []) {
        facts.delete(key);
        for (const hanging of this.#hanging.get(key) ?? []) facts.delete(hanging);
        this.#hanging.delete(key);
      }
      this.#found.delete(thing);
    }
    const due = this.#due(touched);
    const answers = await this.#ask(due, oids);
    const again = new Map<Address, Found>();
    const left = new Set<Address>();
    const attached: (readonly Row[])[] = [];
    due.forEach(({ kind }, index) => {
      const rows = answers[index] ?? [];
      if (!kind) attached.push(rows);
      else
        for (const row of rows)
          if (isTouched(kind.catalog, row.oid))
            collect(kind, row, { members: this.#members, found: again, left, except: this.#options.except });
    });
    for (const one of again.values()) {
      this.#find(one);
      facts.set(one.fact.key, one.fact);
    }
    const options = { ...this.#options, owner: this.#owner };
    for (const fact of attachedFacts(again, attached as unknown as AttachedRows, options)) {
      this.#hang(fact);
      facts.set(fact.key, fact);
    }
    return facts;
  }

  /** What there may be rows of: a kind is not asked about things of another sort. */
  #due(touched: ReadonlySet<Thing>): readonly Query[] {
    const sorts = new Map<string, Set<string>>();
    for (const thing of touched) {
      const catalog = thing.slice(0, thing.indexOf("/"));
      const list = sorts.get(catalog) ?? new Set();
      sorts.set(catalog, list.add(this.#rows.sortOf(thing) ?? ""));
    }
    return QUERIES.filter(({ kind, catalog }) => {
      if (!kind) return true;
      const [from = catalog, letters] = SORTS[kind.name] ?? [];
      const there = sorts.get(String(from));
      if (!there) return from === 0;
      return letters === undefined || [...letters].some((letter) => there.has(letter));
    });
  }

  /** The rows of some queries that are about these things. */
  async #ask(due: readonly Query[], oids: ReadonlySet<string>): Promise<readonly (readonly Row[])[]> {
    const missing = due.filter(({ number }) => !this.#prepared.has(number));
    // What is asked in one batch is asked in one transaction.
    const open = missing.map((one) => this.#prepare(one));
    const wanted = verbatim(`'{${[...oids].join(",")}}'`);
    const ask = due.map(({ number }) => sql`execute "godwit follow ${verbatim(String(number))}" (${wanted})`);
    const answers = await this.#session.run(join([...open, ...ask], sql`;\n`));
    for (const { number } of missing) this.#prepared.add(number);
    return answers.slice(open.length).map(({ rows }) => rows);
  }

  #prepare({ number, query }: Query): Sql {
    return sql`prepare "godwit follow ${verbatim(String(number))}" (oid[]) as
      select * from (${query(this.#options)}) q where q.oid = any ($1)`;
  }
}

/** The first executions would be planned anew. */
const GENERIC = sql`set plan_cache_mode = force_generic_plan`;

interface Query {
  readonly number: number;
  readonly catalog: number;
  /** Absent for what hangs on others. */
  readonly kind?: (typeof KINDS)[number];
  query(options: ReadOptions): Sql;
}

/** Kinds that no server has, or only one with other rights, are never asked for by a thing. */
const QUERIES: readonly Query[] = [
  ...KINDS.filter((kind) => kind.read({ major: 18 }) !== null).map((kind, number) => ({
    number,
    catalog: kind.catalog,
    kind,
    query: (options: ReadOptions) => kind.read(options) ?? sql`select null::oid as oid`,
  })),
  ...attachedQueries().map((query, index) => ({ number: 1_000 + index, catalog: -1, query: () => query })),
];

/** Of which sort in which catalogue the rows of a kind are: `relkind`, `typtype`, `prokind`. */
const SORTS: Readonly<Record<string, readonly [catalog: number, letters?: string]>> = {
  table: [CATALOG.pg_class, "rp"],
  "foreign-table": [CATALOG.pg_class, "f"],
  column: [CATALOG.pg_class, "rpf"],
  view: [CATALOG.pg_class, "v"],
  "materialized-view": [CATALOG.pg_class, "m"],
  index: [CATALOG.pg_class, "iI"],
  "index-attachment": [CATALOG.pg_class, "iI"],
  sequence: [CATALOG.pg_class, "S"],
  "sequence-owner": [CATALOG.pg_class, "S"],
  partition: [CATALOG.pg_class, "rpf"],
  "trigger-state": [CATALOG.pg_trigger],
  enum: [CATALOG.pg_type, "e"],
  composite: [CATALOG.pg_type, "c"],
  domain: [CATALOG.pg_type, "d"],
  range: [CATALOG.pg_type, "r"],
  function: [CATALOG.pg_proc, "fw"],
  procedure: [CATALOG.pg_proc, "p"],
  aggregate: [CATALOG.pg_proc, "a"],
};
