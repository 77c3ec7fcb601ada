// Reads a database's schema as facts: one batch of catalogue queries in one snapshot, whatever its size.
import { type Fact, type FactKey, keyOf, type SchemaReading } from "../core/fact.ts";
import { type AttachedRows, attachedFacts, attachedQueries, mostCommonOwner, passedOn } from "./attached.ts";
import { dependenciesOf, dependQuery, needsOf } from "./depend.ts";
import type { Address, Found, ReadOptions } from "./found.ts";
import type { PgKind } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import type { Row, SqlSession } from "./session.ts";
import { join, type Sql, sql } from "./sql.ts";
import { describeQuery, everythingQuery, inOneLine, systemGrantsQuery, unmodelled } from "./unmodelled.ts";

/** Throws DriverError. The session must not be in a transaction. */
export async function readSchema(session: SqlSession, options: ReadOptions): Promise<SchemaReading> {
  const {
    found: _found,
    members: _members,
    hanging: _hanging,
    ...reading
  } = await readWhole(session, options);
  return reading;
}

/** A schema with what it was made of. */
export interface Whole extends SchemaReading {
  readonly found: ReadonlyMap<Address, Found>;
  readonly members: ReadonlyMap<Address, FactKey>;
  /** Comments, owners and the like. */
  readonly hanging: readonly Fact[];
  readonly owner: string | undefined;
}

export async function readWhole(session: SqlSession, options: ReadOptions): Promise<Whole> {
  const read = KINDS.flatMap((kind) => {
    const query = kind.read(options);
    return query ? [{ kind, query }] : [];
  });
  const attached = attachedQueries();
  const queries = [
    membersQuery,
    ...read.map(({ query }) => query),
    ...attached,
    dependQuery,
    everythingQuery,
    systemGrantsQuery,
  ];
  const answer = await session.run(join([...OPEN, ...queries, CLOSE], sql`;\n`));
  const rows = answer.slice(OPEN.length, -1).map((result) => result.rows);
  const members = new Map(
    (rows[0] ?? []).map((row) => [address(row), keyOf("extension", [String(row.extension)])]),
  );
  const found = new Map<Address, Found>();
  const left = new Set<Address>();
  read.forEach(({ kind }, index) => {
    for (const row of rows[1 + index] ?? [])
      collect(kind, row, { members, found, left, except: options.except });
  });
  const at = 1 + read.length;
  const keys = new Map<Address, FactKey>(members);
  for (const [place, { fact }] of found) keys.set(place, fact.key);
  const depends = dependenciesOf(rows[at + attached.length] ?? []);
  const needs = needsOf(depends, keys);
  const facts = new Map<FactKey, Fact>();
  for (const { fact } of found.values()) facts.set(fact.key, fact);
  const owner = options.owner ?? mostCommonOwner(found);
  const hangs = rows.slice(at, at + attached.length) as unknown as AttachedRows;
  const hanging = attachedFacts(found, hangs, { ...options, owner });
  for (const fact of hanging) facts.set(fact.key, fact);
  for (const fact of facts.values()) {
    const whole = complete(fact, needs.get(fact.key), facts);
    if (whole !== fact) facts.set(fact.key, whole);
  }
  const unknown = unmodelled(
    rows.at(-2) ?? [],
    depends,
    (place) => found.has(place) || members.has(place) || left.has(place),
  );
  const system = (rows.at(-1) ?? []).flatMap(({ title }) => title ?? []);
  const titles = [
    ...(await describe(session, unknown)),
    ...inOneLine("what others than their owners granted on", passedOn(found, hangs)),
    ...inOneLine("what was granted on, or revoked from,", system),
  ];
  return { schema: facts, unmodelled: titles, owner, found, members, hanging };
}

/** Gone since: nothing is said of it. */
async function describe(session: SqlSession, addresses: readonly Address[]): Promise<string[]> {
  if (addresses.length === 0) return [];
  const [answer] = await session.run(describeQuery(addresses));
  return (answer?.rows ?? []).flatMap(({ title }) => title ?? []);
}

/** With an empty path PostgreSQL prints every name in full; the rest makes constants print the same everywhere. */
const SETTINGS: readonly Sql[] = [
  sql`search_path = ''`,
  sql`datestyle = 'ISO, YMD'`,
  sql`intervalstyle = 'postgres'`,
  sql`timezone = 'UTC'`,
  sql`bytea_output = 'hex'`,
  sql`extra_float_digits = 3`,
  sql`quote_all_identifiers = off`,
  sql`statement_timeout = 0`,
];
const OPEN: readonly Sql[] = [
  sql`begin isolation level repeatable read read only`,
  ...SETTINGS.map((setting) => sql`set local ${setting}`),
];
const CLOSE = sql`commit`;

/** For a session that does nothing else. */
export const READING: readonly Sql[] = SETTINGS.map((setting) => sql`set ${setting}`);

/** What belongs to extensions is theirs. */
const membersQuery = sql`
  select d.classid, d.objid as oid, 0 as sub, e.extname as extension
  from pg_catalog.pg_depend d join pg_catalog.pg_extension e on e.oid = d.refobjid
  where d.deptype = 'e' and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass`;

function address({ classid, oid, sub }: Row, catalog?: number): Address {
  return `${catalog ?? classid}/${oid}/${sub ?? "0"}`;
}

export interface Collection {
  readonly members: ReadonlyMap<Address, FactKey>;
  readonly found: Map<Address, Found>;
  /** Read, but no part of the schema. */
  readonly left: Set<Address>;
  readonly except: ReadonlySet<string> | undefined;
}

export function collect(kind: PgKind, row: Row, { members, found, left, except }: Collection): void {
  const place = address(row, kind.catalog);
  if (members.has(place) || members.has(`${kind.catalog}/${row.oid}/0`)) return;
  const fact = kind.fact(row);
  if (except?.has(fact.id.path.slice(0, 2).join("."))) {
    left.add(place);
    return;
  }
  found.set(place, { fact, kind, address: place, owner: row.owner ?? null, acl: row.acl ?? null });
}

/** Structural needs and those of pg_depend together; what is not in the schema is the system's and always there. */
function complete(
  fact: Fact,
  more: ReadonlySet<FactKey> | undefined,
  facts: ReadonlyMap<FactKey, Fact>,
): Fact {
  const known = (key: FactKey): boolean => key !== fact.key && facts.has(key);
  if (!more) return fact.needs.every(known) ? fact : { ...fact, needs: fact.needs.filter(known) };
  const needs = fact.needs.filter(known);
  for (const key of more) if (known(key) && !needs.includes(key)) needs.push(key);
  return { ...fact, needs };
}
