// What rules claim of locks, rewrites and scans, held against pg_locks, relfilenode and scan counters of real servers.
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { knownLocks, type LockMode, stronger } from "../src/postgres/known-locks.ts";
import { typeShape } from "../src/postgres/lint/names.ts";
import { keepsRows } from "../src/postgres/lint/type-change.ts";
import { loadGrammar, parseStatement } from "../src/postgres/parse/grammar.ts";
import { type FreshDatabase, freshDatabase, withClient } from "./support/database.ts";

const SCHEMA = `
create table o (id int primary key);
create table t (a int, c int, n int not null default 0, note varchar(10), id int generated always as identity);
insert into o values (1);
insert into t (a, c, note) select 1, i, 'x' from generate_series(1, 100) i;
create unique index idx on t (id);
create index other on t (c);
create table e (room int, during int4range);
alter table t add constraint k check (a > 0) not valid;
create table m (at int not null, v int) partition by range (at);
create table m1 partition of m for values from (0) to (10);
create table m2 (at int not null, v int);
create view v as select a from t;
create materialized view mv as select a, id from t;
create unique index mv_id on mv (id);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger trg before update on t for each row execute function f();
create policy pol on t using (true);
`;

/** Run inside of a transaction that is rolled back. */
const IN_TRANSACTION = [
  "alter table t add column d int",
  "alter table t add column d int references o (id)",
  "alter table t add constraint ck check (a > 0)",
  "alter table t add constraint ck check (a > 0) not valid",
  "alter table t add constraint fk foreign key (a) references o (id)",
  "alter table t add constraint fk foreign key (a) references o (id) not valid",
  "alter table t add constraint u unique (id)",
  "alter table t add constraint pk primary key using index idx",
  "alter table e add exclude using gist (during with &&)",
  "alter table t alter column c set statistics 100",
  "alter table t alter column c set (n_distinct = 5)",
  "alter table t alter column c type bigint",
  "alter table t alter column c set not null",
  "alter table t alter column c drop not null",
  "alter table t alter column c set default 1",
  "alter table t cluster on idx",
  "alter table t set without cluster",
  "alter table t drop column c",
  "alter table t drop constraint k",
  "alter table t validate constraint k",
  "alter table t validate constraint k, add column d int",
  "alter table t set (fillfactor = 70)",
  "alter table t reset (fillfactor)",
  "alter table t set (autovacuum_enabled = false)",
  "alter table t set logged",
  "alter table t set unlogged",
  "alter table t replica identity full",
  "alter table t disable trigger trg",
  "alter table t enable trigger trg",
  "alter table t enable always trigger trg",
  "alter table t enable replica trigger trg",
  "alter table t disable trigger all",
  "alter table t enable row level security",
  "alter table t force row level security",
  "alter table t rename to t2",
  "alter table t rename column a to b",
  "alter index other rename to another",
  "alter table t set schema information_schema",
  "alter table m detach partition m1",
  "alter table m attach partition m2 for values from (10) to (20)",
  "create table m3 partition of m for values from (20) to (30)",
  "create table r (a int references o (id))",
  "create table inheriting () inherits (e)",
  "create index i on t (c)",
  "create trigger g before insert on t for each row execute function f()",
  "create policy p on t using (true)",
  "create statistics s on a, c from t",
  "create rule ru as on delete to t do instead nothing",
  "drop index other",
  "drop table t cascade",
  "drop view v",
  "drop materialized view mv",
  "drop trigger trg on t",
  "drop policy pol on t",
  "comment on table t is 'x'",
  "comment on column t.c is 'x'",
  "reindex index other",
  "reindex table t",
  "cluster t using idx",
  "truncate e",
  "refresh materialized view mv",
  "refresh materialized view concurrently mv",
  "lock table t",
  "lock table t in share row exclusive mode",
  "lock table t in access share mode",
  "insert into t (a) values (1)",
  "update t set a = 2",
  "delete from t",
];

/** Asked for while another session has a lock that the statement must wait for: what it waits for is its lock. */
const ALONE: readonly (readonly [sql: string, table: string])[] = [
  ["create index concurrently i on t (c)", "t"],
  ["drop index concurrently other", "t"],
  ["reindex table concurrently t", "t"],
  ["reindex (concurrently off) table t", "t"],
  ["vacuum t", "t"],
  ["vacuum full t", "t"],
  ["vacuum (full off) t", "t"],
  ["alter table m detach partition m1 concurrently", "m"],
];

/** What came with a later version than the oldest. */
const SINCE: readonly (readonly [pattern: RegExp, major: number])[] = [
  [/concurrently off|m1 concurrently/, 14],
  [/gen_random_uuid/, 13],
  // Before, the partition itself was locked with less; we claim what later versions take.
  [/detach partition m1$/, 14],
];

function isThere(sql: string, major: number): boolean {
  return SINCE.every(([pattern, since]) => major >= since || !pattern.test(sql));
}

/** From and to; what a change of the type does to the table's files is asked of the server. */
const TYPES: readonly (readonly [from: string, to: string])[] = [
  ["varchar(10)", "varchar(20)"],
  ["varchar(20)", "varchar(10)"],
  ["varchar(10)", "varchar"],
  ["varchar", "varchar(10)"],
  ["varchar(10)", "text"],
  ["text", "varchar"],
  ["text", "varchar(10)"],
  ["char(5)", "char(9)"],
  ["char(5)", "text"],
  ["numeric(10,2)", "numeric(12,2)"],
  ["numeric(10,2)", "numeric(12,3)"],
  ["numeric(10,2)", "numeric(8,2)"],
  ["numeric(10,2)", "numeric"],
  ["numeric", "numeric(10,2)"],
  ["timestamp(3)", "timestamp(6)"],
  ["timestamp(6)", "timestamp(3)"],
  ["timestamp(3)", "timestamp"],
  ["timestamp", "timestamptz"],
  ["time(0)", "time(3)"],
  ["timetz(3)", "timetz"],
  ["interval(3)", "interval"],
  ["int", "bigint"],
  ["bigint", "int"],
  ["int", "text"],
  ["cidr", "inet"],
  ["varbit(5)", "varbit(9)"],
  ["varbit(9)", "varbit(5)"],
  ["bit(5)", "bit(9)"],
  ["json", "jsonb"],
  ["text[]", "varchar[]"],
  ["varchar(10)[]", "text[]"],
  ["text[]", "varchar(10)[]"],
  ["int[]", "bigint[]"],
  ["int", "int"],
];

describe.each(inject("majors"))("PostgreSQL %s", (major) => {
  let database: FreshDatabase;
  beforeAll(async () => {
    await loadGrammar();
    database = await freshDatabase({ major, sql: SCHEMA });
  });
  afterAll(() => database.drop());

  async function rolledBack<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    return withClient(database.url, async (client) => {
      await client.query("begin; set local timezone = 'Europe/Berlin'");
      return work(client);
    });
  }

  it.each(IN_TRANSACTION.filter((sql) => isThere(sql, major)))("locks as known: %s", async (sql) => {
    const observed = await rolledBack(async (client) => {
      const { rows: before } = await client.query(
        "select oid::int, relname from pg_class where relnamespace = 'public'::regnamespace",
      );
      await client.query(sql);
      const { rows } = await client.query(
        "select relation::int, mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and granted",
      );
      const names = new Map(before.map(({ oid, relname }) => [oid, relname as string]));
      const strongest = new Map<string, LockMode>();
      for (const { relation, mode } of rows) {
        const name = names.get(relation);
        if (name !== undefined)
          strongest.set(name, stronger(strongest.get(name) ?? "ACCESS SHARE", modeOf(mode)));
      }
      return strongest;
    });
    const known = new Map<string, LockMode>();
    for (const { name, mode } of locksOf(sql))
      known.set(name, stronger(known.get(name) ?? "ACCESS SHARE", mode));
    expect(known.size).toBeGreaterThan(0);
    for (const [name, mode] of known) expect([name, observed.get(name)]).toEqual([name, mode]);
    // Nothing else that is there is locked against its writers.
    const unsaid = [...observed].filter(
      ([name, mode]) => !known.has(name) && stronger(mode, "SHARE") === mode && !ITS_OWN.has(name),
    );
    expect(unsaid).toEqual([]);
  });

  it.each(ALONE.filter(([sql]) => isThere(sql, major)))("asks for the known lock: %s", async (sql, table) => {
    const [known] = locksOf(sql);
    await rolledBack(async (blocker) => {
      // What a statement only looks at it locks against nobody else: that is let through.
      await blocker.query(`lock table ${table} in share update exclusive mode`);
      await withClient(database.url, async (client) => {
        const { rows } = await client.query("select pg_backend_pid() as pid");
        const running = client.query(sql).catch(() => undefined);
        expect(await awaited(blocker, rows[0].pid)).toBe(known?.mode);
        await blocker.query(`select pg_cancel_backend(${rows[0].pid})`);
        await running;
      });
    });
  });

  it.each(TYPES)("rewrites as known: %s to %s", async (from, to) => {
    const kept = await rolledBack(async (client) => {
      await client.query(`create table changing (x ${from}); insert into changing values (null)`);
      const node = "select pg_relation_filenode('changing') as node";
      const { rows: before } = await client.query(node);
      await client.query(`alter table changing alter column x type ${to} using x::${to}`);
      const { rows: after } = await client.query(node);
      return before[0].node === after[0].node;
    });
    expect(keepsRows(shapeOf(from), shapeOf(to))).toBe(kept);
  });

  it.each([
    ["alter table t alter column c set not null", true],
    ["alter table t add constraint ck check (c is not null) not valid", false],
    ["alter table t add constraint ck check (c is not null)", true],
    ["alter table t add column d int references o (id)", false],
    ["alter table t add column d int check (d > 0)", true],
    ["alter table t add column d int not null default 0", false],
    ["alter table t alter column note type varchar(20)", false],
  ] as const)("scans as known: %s", async (sql, scans) => {
    const counted = await rolledBack(async (client) => {
      await client.query(sql);
      const { rows } = await client.query(
        "select seq_scan::int as scans from pg_stat_xact_user_tables where relname = 't'",
      );
      return rows[0].scans > 0;
    });
    expect(counted).toBe(scans);
  });

  it("set not null reads nothing after a validated check", async () => {
    const counted = await rolledBack(async (client) => {
      await client.query("alter table t add constraint ck check (c is not null)");
      const scans = "select seq_scan::int as scans from pg_stat_xact_user_tables where relname = 't'";
      const { rows: before } = await client.query(scans);
      await client.query("alter table t alter column c set not null");
      const { rows: after } = await client.query(scans);
      return after[0].scans - before[0].scans;
    });
    expect(counted).toBe(0);
  });

  const rewriting = [
    ["alter table t add column d int default random()::int", true],
    ["alter table t add column d uuid default gen_random_uuid()", true],
    ["alter table t add column d timestamptz default now()", false],
    ["alter table t add column d int default 5", false],
    ["alter table t add column d serial", true],
    ["alter table t add column d int generated always as (a * 2) stored", true],
    ["alter table o add column d int generated always as identity", true],
    ["alter table t set unlogged", true],
    ["cluster t using idx", true],
    ["alter table t alter column a set not null", false],
  ] as const;
  it.each(rewriting.filter(([sql]) => isThere(sql, major)))(
    "writes the table anew as known: %s",
    async (sql, rewrites) => {
      const table = sql.includes(" o ") ? "o" : "t";
      const changed = await rolledBack(async (client) => {
        const node = `select pg_relation_filenode('${table}') as node`;
        const { rows: before } = await client.query(node);
        await client.query(sql);
        const { rows: after } = await client.query(node);
        return before[0].node !== after[0].node;
      });
      expect(changed).toBe(rewrites);
    },
  );
});

/** Locked together with their table: indexes, and what depends on what is dropped. */
const ITS_OWN = new Set(["idx", "other", "o_pkey", "mv_id", "v", "mv", "t_id_seq", "t"]);

function locksOf(sql: string) {
  const parsed = parseStatement(sql);
  if (!("node" in parsed)) throw new Error(`not parsed: ${sql}`);
  return knownLocks(parsed.node);
}

/** `ShareRowExclusiveLock` is SHARE ROW EXCLUSIVE. */
function modeOf(mode: string): LockMode {
  return mode
    .replace(/Lock$/, "")
    .replace(/(?!^)([A-Z])/g, " $1")
    .toUpperCase() as LockMode;
}

function shapeOf(type: string) {
  const parsed = parseStatement(`create table x (c ${type})`);
  const [column] =
    "node" in parsed && "CreateStmt" in parsed.node ? (parsed.node.CreateStmt.tableElts ?? []) : [];
  return typeShape(column && "ColumnDef" in column ? column.ColumnDef.typeName : undefined);
}

/** The lock that a session waits for, once it does. */
async function awaited(client: pg.Client, pid: number): Promise<LockMode | null> {
  for (let tries = 0; tries < 200; tries++) {
    const { rows } = await client.query(
      "select mode from pg_locks where pid = $1 and locktype = 'relation' and not granted",
      [pid],
    );
    if (rows[0]) return modeOf(rows[0].mode);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return null;
}
