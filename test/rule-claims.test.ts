// What each rule claims of locks, rewrites and scans, held against its own bad example on the oldest and newest server.
import type pg from "pg";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { RULES } from "../src/postgres/rules.ts";
import { type FreshDatabase, freshDatabase, withClient } from "./support/database.ts";

interface Claim {
  /** The strongest lock on a table, as `table MODE`. */
  readonly locks?: readonly string[];
  readonly rewrites?: readonly string[];
  readonly scans?: readonly string[];
  /** Tables of which an index is made. */
  readonly builds?: readonly string[];
  /** In the place of the rule's bad example, where that names what a bare server has not. */
  readonly sql?: string;
  readonly since?: number;
  /** Cannot run in a transaction, so that its locks are seen by who waits: `lint-claims.test.ts` looks at those. */
  readonly alone?: true;
}

const EXCLUSIVE = "AccessExclusiveLock";

/** Every rule that is `sized`, or whose reason names a lock, a rewrite or a scan. */
const CLAIMS: Readonly<Record<string, Claim>> = {
  "add-column-volatile-default": { locks: [`orders ${EXCLUSIVE}`], rewrites: ["orders"], since: 13 },
  "add-generated-column": { locks: [`orders ${EXCLUSIVE}`], rewrites: ["orders"] },
  "add-identity-column": { locks: [`orders ${EXCLUSIVE}`], rewrites: ["orders"] },
  "add-serial-column": { locks: [`orders ${EXCLUSIVE}`], rewrites: ["orders"] },
  "attach-partition-scan": { locks: [`m_2026 ${EXCLUSIVE}`], scans: ["m_2026"] },
  "change-column-type": { locks: [`orders ${EXCLUSIVE}`], rewrites: ["orders"] },
  "check-validates": { locks: [`orders ${EXCLUSIVE}`], scans: ["orders"] },
  cluster: { locks: [`users ${EXCLUSIVE}`], rewrites: ["users"], sql: "cluster users using users_id" },
  "create-partition": {
    locks: [`m ${EXCLUSIVE}`],
    sql: "create table m_2027 partition of m for values from ('2027-01-01') to ('2028-01-01')",
  },
  "create-trigger": {
    locks: ["users ShareRowExclusiveLock"],
    sql: "create trigger other before update on users for each row execute function stamp()",
  },
  "default-partition-scan": {
    locks: [`m_rest ${EXCLUSIVE}`],
    scans: ["m_rest"],
    sql: "create table m_2027 partition of m for values from ('2027-01-01') to ('2028-01-01')",
  },
  "detach-partition-not-concurrent": { locks: [`m ${EXCLUSIVE}`] },
  "disable-trigger": { locks: ["users ShareRowExclusiveLock"] },
  "domain-constraint": { scans: ["priced"], sql: "alter domain amount add check (value > 0)" },
  "domain-not-null": { scans: ["priced"] },
  "drop-index-not-concurrent": { locks: [`orders ${EXCLUSIVE}`] },
  "drop-trigger": { locks: [`users ${EXCLUSIVE}`] },
  "exclusion-constraint": {
    locks: [`bookings ${EXCLUSIVE}`],
    builds: ["bookings"],
    sql: "alter table bookings add constraint no_overlap exclude using gist (during with &&)",
  },
  "foreign-key-validates": {
    locks: ["orders ShareRowExclusiveLock", "customers ShareRowExclusiveLock"],
    scans: ["orders"],
  },
  "index-not-concurrent": {
    locks: ["orders ShareLock"],
    scans: ["orders"],
    builds: ["orders"],
    sql: "create index again on orders (customer_id)",
  },
  "index-on-partitioned-table": { locks: ["m ShareLock", "m_rest ShareLock"], builds: ["m_rest"] },
  "lock-held-while-running-more": {
    locks: [`users ${EXCLUSIVE}`],
    sql: "alter table users add column more text; update users set more = name",
  },
  "lock-table": { locks: [`users ${EXCLUSIVE}`] },
  "prefer-text": {
    scans: ["orders"],
    locks: [`orders ${EXCLUSIVE}`],
    sql: "alter table orders alter column note type varchar(5)",
  },
  "primary-key-builds-index": { locks: [`users ${EXCLUSIVE}`], scans: ["users"], builds: ["users"] },
  "primary-key-on-nullable-index": {
    locks: [`users ${EXCLUSIVE}`],
    scans: ["users"],
    sql: "alter table users add constraint users_pkey primary key using index users_id",
  },
  "refresh-matview-not-concurrent": { locks: [`totals ${EXCLUSIVE}`], rewrites: ["totals"] },
  "reindex-not-concurrent": { locks: ["orders ShareLock"], builds: ["orders"] },
  "rewrite-under-lock": { locks: [`authors ${EXCLUSIVE}`, `prices ${EXCLUSIVE}`], rewrites: ["prices"] },
  "set-access-method": {
    locks: [`users ${EXCLUSIVE}`],
    rewrites: ["users"],
    sql: "alter table users set access method heap2",
    since: 15,
  },
  "set-logged": { locks: [`sessions ${EXCLUSIVE}`], rewrites: ["sessions"] },
  "set-not-null-scan": { locks: [`users ${EXCLUSIVE}`], scans: ["users"] },
  "set-tablespace": { locks: [`users ${EXCLUSIVE}`], rewrites: ["users"] },
  "several-foreign-keys": {
    locks: ["customers ShareRowExclusiveLock", "authors ShareRowExclusiveLock"],
    sql: "alter table orders add foreign key (customer_id) references customers (id) not valid, add foreign key (id) references authors (id) not valid",
  },
  truncate: { locks: [`sessions ${EXCLUSIVE}`] },
  "unbatched-backfill": { locks: ["users RowExclusiveLock"], scans: ["users"] },
  "unique-constraint-builds-index": { locks: [`users ${EXCLUSIVE}`], scans: ["users"], builds: ["users"] },
  "update-without-where": { locks: ["users RowExclusiveLock"], scans: ["users"] },
  "vacuum-full": { rewrites: ["users"], alone: true },
  "validate-in-same-transaction": { locks: [`orders ${EXCLUSIVE}`], scans: ["orders"] },
  "wide-lock-window": {
    locks: [`authors ${EXCLUSIVE}`, `prices ${EXCLUSIVE}`],
    sql: "alter table authors add column x int; alter table prices add column x int",
  },
};

/** Their reasons name a lock that other rules are about, a server's refusal, or a setting: nothing that a statement does. */
const NO_CLAIM: Readonly<Record<string, string>> = {
  "concurrently-in-transaction": "the server refuses it",
  "data-in-schema-migration": "about time, not about a lock",
  "extension-update": "nobody knows what it runs",
  "lock-on-busy-table": "about who uses the table; the lock itself is that of the statement",
  "lock-timeout-too-high": "about a setting",
  "require-idle-timeout": "about a setting",
  "require-lock-timeout": "about a setting",
  "require-statement-timeout": "about a setting",
  "matview-with-data": "about time, not about a lock",
  "multiple-alter-table": "about waiting twice",
  "do-block": "nobody knows what it runs",
  "foreign-key-partial-index": "about later queries",
  "filtered-column-without-index": "about later queries",
  "prefer-bigint-over-int": "of a later change, which change-column-type is about",
  "set-schema": "about names",
  "drop-not-null": "about what applications read",
  "foreign-key-without-index": "about later statements",
  "row-security-off": "about what applications read",
  "delete-without-where": "about rows, however many there are",
};

const CLAIMING =
  /ACCESS EXCLUSIVE|SHARE (?:ROW |UPDATE )?|\block(?:s|ed)?\b|written anew|(?:table|row|partition) is read|reads? (?:the|every) /;

const SCHEMA = `
create table customers (id bigint primary key);
create table orders (id bigint, customer_id bigint, price numeric, count int, amount numeric default 1, note varchar(10));
create index orders_customer on orders (customer_id);
create table users (id bigint, name text, mail text, active boolean);
create unique index users_id on users (id);
create table sessions (id bigint, ended_at timestamptz);
create table bookings (room int, during tstzrange);
create table authors (id bigint primary key);
create table prices (price int);
create table m (at date not null, v int) partition by range (at);
create table m_rest partition of m default;
create table m_2020 partition of m for values from ('2020-01-01') to ('2021-01-01');
create table m_2026 (at date not null, v int);
create domain amount as numeric;
create table priced (price amount);
create materialized view totals as select customer_id, sum(id) from orders group by 1;
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create trigger users_updated before update on users for each row execute function stamp();
insert into users select n, 'n', n::text from generate_series(1, 50) n;
insert into customers select generate_series(1, 50);
insert into orders select n, n from generate_series(1, 50) n;
insert into priced select 1 from generate_series(1, 50) n;
insert into m_2026 values ('2026-02-02', 1);
insert into m values ('2030-01-01', 1), ('2020-02-02', 1);
`;

it("every rule that claims a lock, a rewrite or a scan has its claim here", () => {
  const claiming = RULES.filter(({ why, sized }) => sized || CLAIMING.test(why)).map(({ name }) => name);
  const known = new Set([...Object.keys(CLAIMS), ...Object.keys(NO_CLAIM)]);
  expect(claiming.filter((name) => !known.has(name))).toEqual([]);
  const names = new Set(RULES.map(({ name }) => name));
  expect([...known].filter((name) => !names.has(name))).toEqual([]);
});

/** It belongs to the whole server, which other tests use, too. */
const TABLESPACE = `claims_${process.pid}_${Date.now()}`;

interface Seen {
  readonly name: string;
  readonly file: string;
  readonly scans: number;
}

describe.each(inject("majors"))("PostgreSQL %s", (major) => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase({ major, sql: SCHEMA });
    await withClient(database.url, async (client) => {
      await client.query("set allow_in_place_tablespaces = on");
      await client.query(`create tablespace ${TABLESPACE} location ''`);
    });
    return async () => {
      await withClient(database.url, (client) => client.query(`drop tablespace ${TABLESPACE}`));
      await database.drop();
    };
  });

  it.each(Object.entries(CLAIMS).filter(([, { since = 0 }]) => major >= since))("%s", async (name, claim) => {
    const rule = RULES.find((one) => one.name === name);
    const last = rule?.bad.split(/^-- file: .*$/m).at(-1) ?? "";
    const observed = await withClient(database.url, (client) => observe(client, claim.sql ?? last, claim));
    for (const kind of ["locks", "rewrites", "scans", "builds"] as const) {
      expect([kind, observed[kind]]).toEqual([kind, expect.arrayContaining([...(claim[kind] ?? [])])]);
    }
  });
});

async function observe(client: pg.Client, statement: string, { alone }: Claim) {
  const sql = statement.replace("tablespace fast", `tablespace ${TABLESPACE}`);
  if (!alone) await client.query("begin");
  // Another name for what the server has.
  if (sql.includes("heap2"))
    await client.query("create access method heap2 type table handler heap_tableam_handler");
  const before = await tables(client);
  const indexes = await indexesOf(client);
  await client.query(sql);
  const after = new Map((await tables(client)).map((one) => [one.name, one]));
  const { rows: locks } = await client.query<{ name: string; mode: string }>(
    `select distinct c.relname as name, l.mode from pg_locks l join pg_class c on c.oid = l.relation where l.pid = pg_backend_pid() and l.granted`,
  );
  const made = await indexesOf(client);
  if (!alone) await client.query("rollback");
  return {
    locks: locks.map(({ name, mode }) => `${name} ${mode}`),
    rewrites: before.flatMap(({ name, file }) =>
      after.get(name) && after.get(name)?.file !== file ? [name] : [],
    ),
    scans: before.flatMap(({ name, scans }) => ((after.get(name)?.scans ?? 0) > scans ? [name] : [])),
    builds: [...made].flatMap(([file, table]) => (indexes.has(file) ? [] : [table])),
  };
}

async function tables(client: pg.Client): Promise<readonly Seen[]> {
  const { rows } = await client.query<Seen>(
    `select relname as name, pg_relation_filenode(oid)::text as file, pg_stat_get_xact_numscans(oid)::int as scans
     from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'm', 'p')`,
  );
  return rows;
}

/** Files of indexes, with their tables: one that is built again has another file. */
async function indexesOf(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ file: string; name: string }>(
    `select pg_relation_filenode(i.indexrelid)::text as file, c.relname as name from pg_index i
     join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace and pg_relation_filenode(i.indexrelid) is not null`,
  );
  return new Map(rows.map(({ file, name }) => [file, name]));
}
