import { beforeAll, describe, expect, it } from "vitest";
import { classify } from "./classify.ts";
import { classifyByWords } from "./classify-by-words.ts";
import { loadGrammar, parseStatement } from "./grammar.ts";
import type { Nature } from "./nature.ts";

beforeAll(loadGrammar);

function natureOf(sql: string): Nature {
  const parsed = parseStatement(sql);
  if (!("node" in parsed)) throw new Error(`not parsed: ${sql}`);
  return classify(parsed.nodeName, parsed.node);
}

/** What PostgreSQL refuses inside of a transaction block. */
const NEVER = [
  "create database d",
  "drop database if exists d",
  "alter database d set tablespace t",
  "create tablespace x location '/t'",
  "drop tablespace x",
  "create index concurrently on t (a)",
  "create unique index concurrently if not exists i on t (a)",
  "drop index concurrently i",
  "reindex (concurrently) index i",
  "reindex table concurrently t",
  "reindex schema s",
  "reindex database",
  "reindex system",
  "vacuum",
  "vacuum (analyze) t",
  "cluster",
  "alter system set work_mem = '1MB'",
  "create subscription s connection 'x' publication p",
  "drop subscription s",
  "alter subscription s refresh publication",
  "alter subscription s set publication p",
  "alter table p detach partition c concurrently",
  "discard all",
  "commit prepared 'x'",
  "rollback prepared 'x'",
];
const SHARED = [
  "create index on t (a)",
  "drop index i",
  "reindex table t",
  "reindex (concurrently false) index i",
  "analyze t",
  "cluster t using i",
  "alter database d set work_mem = '1MB'",
  "alter subscription s enable",
  "alter table p detach partition c finalize",
  "alter table p detach partition c",
  "insert into t values ('vacuum')",
  "create table t (vacuum int)",
];

describe("transaction", () => {
  it.each(NEVER)("never: %s", (sql) => {
    expect(natureOf(sql).transaction).toBe("never");
    expect(classifyByWords(sql).transaction).toBe("never");
  });

  it.each(SHARED)("shared: %s", (sql) => {
    expect(natureOf(sql).transaction).toBe("shared");
  });

  it.each([
    ["create subscription s connection 'x' publication p with (connect = false)"],
    ["create subscription s connection 'x' publication p with (create_slot = 'off')"],
    ["alter subscription s set publication p with (refresh = false)"],
  ])("shared by its options: %s", (sql) => {
    expect(natureOf(sql).transaction).toBe("shared");
  });

  it.each([
    ["begin", "begin"],
    ["start transaction", "begin"],
    ["commit", "commit"],
    ["end work", "commit"],
    ["rollback", "rollback"],
    ["abort", "rollback"],
    ["savepoint a", "savepoint"],
    ["release a", "savepoint"],
    ["rollback work to savepoint a", "savepoint"],
    ["prepare transaction 'x'", "prepare-transaction"],
  ])("%s: %s", (sql, role) => {
    expect(natureOf(sql).transaction).toBe(role);
    expect(classifyByWords(sql).transaction).toBe(role);
  });

  it("reads chain and modes", () => {
    expect(natureOf("commit and chain").chain).toBe(true);
    expect(natureOf("commit and no chain").chain).toBe(false);
    expect(natureOf("begin isolation level serializable, read only, not deferrable").modes).toEqual({
      isolation: "serializable",
      readOnly: true,
      deferrable: false,
    });
    expect(natureOf("set transaction read write").modes).toEqual({ readOnly: false });
    expect(natureOf("begin").modes).toEqual({});
  });
});

describe("session", () => {
  it.each([
    "set search_path = a, b",
    "set role x",
    "reset role",
    "set session authorization x",
    "set time zone 'UTC'",
    "set session characteristics as transaction read only",
    "select pg_catalog.set_config('search_path', '', false)",
    "reset all",
  ])("set-only: %s", (sql) => expect(natureOf(sql).session).toBe("set-only"));

  it.each([
    "select 1",
    "select set_config('a', current_user, false)",
    "select set_config('a', 'b', false) from t",
    "do $$ begin end $$",
    "call p()",
    "prepare p as select 1",
    "listen c",
    "declare c cursor with hold for select 1",
    "create temp table t (a int)",
    "create table pg_temp.t (a int)",
    "create temporary view v as select 1",
    "load 'x'",
    "discard temp",
    "insert into t select pg_advisory_lock(1)",
  ])("touches: %s", (sql) => expect(natureOf(sql).session).toBe("touches"));

  it.each([
    "set local search_path = a",
    "set transaction read only",
    "select set_config('a', 'b', true)",
    "create table t (a int)",
    "insert into t select 1",
    "update t set a = lower(b)",
    "grant select on t to r",
    "set constraints all deferred",
  ])("clean: %s", (sql) => expect(natureOf(sql).session).toBe("clean"));

  it.each([
    ["set lock_timeout = '2s'", { value: 2000, local: false }],
    ["set local lock_timeout to 3000", { value: 3000, local: true }],
    ["set lock_timeout = '1.5min'", { value: 90_000, local: false }],
    ["set lock_timeout = 0", { value: 0, local: false }],
    ["set lock_timeout to default", { value: "default", local: false }],
    ["reset lock_timeout", { value: "default", local: false }],
    ["reset all", { value: "default", local: false }],
    ["select set_config('lock_timeout', '5s', true)", { value: 5000, local: true }],
    ["set statement_timeout = 5", undefined],
  ])("lock_timeout of %s", (sql, expected) => expect(natureOf(sql).lockTimeout).toEqual(expected));
});

describe("refused", () => {
  it.each([
    "discard all",
    "select pg_advisory_unlock_all()",
    "select 1 where exists (select pg_catalog.pg_advisory_unlock_all())",
    "do $$ begin perform PG_ADVISORY_UNLOCK_ALL(); end $$",
  ])("%s", (sql) => {
    expect(natureOf(sql).refused).toMatch(/would end the locks/);
  });

  it("reads words, not texts, where nothing was parsed", () => {
    expect(classifyByWords("select pg_advisory_unlock_all()").refused).toBeDefined();
    expect(classifyByWords("insert into t values ('pg_advisory_unlock_all')").refused).toBeUndefined();
    expect(natureOf("insert into t values ('pg_advisory_unlock_all')").refused).toBeUndefined();
  });
});

describe("what", () => {
  it.each<[string, object]>([
    [
      "create index concurrently if not exists i on s.t (a)",
      { kind: "create-index-concurrently", index: "i", table: { schema: "s", name: "t" }, ifNotExists: true },
    ],
    ["create index concurrently on t (a)", { kind: "create-index-concurrently", table: { name: "t" } }],
    [
      "drop index concurrently if exists s.a, b",
      { kind: "drop-index-concurrently", names: [{ schema: "s", name: "a" }, { name: "b" }], ifExists: true },
    ],
    [
      "reindex table concurrently s.t",
      { kind: "reindex", concurrently: true, scope: "table", target: { schema: "s", name: "t" } },
    ],
    ["reindex schema s", { kind: "reindex", concurrently: false, scope: "schema", target: { name: "s" } }],
    [
      "alter table s.p detach partition c concurrently",
      { kind: "detach-partition-concurrently", parent: { schema: "s", name: "p" }, partition: { name: "c" } },
    ],
    [
      "alter table p detach partition c finalize",
      { kind: "detach-finalize", parent: { name: "p" }, partition: { name: "c" } },
    ],
    ["create database d", { kind: "create-database", name: "d" }],
    ["alter database d set tablespace t", { kind: "alter-database-tablespace", name: "d" }],
    ["drop tablespace t", { kind: "drop-tablespace", name: "t" }],
    ["drop subscription s", { kind: "drop-subscription", name: "s" }],
    [
      "alter type s.e add value if not exists 'v' before 'w'",
      { kind: "alter-type-add-value", type: { schema: "s", name: "e" }, value: "v", ifNotExists: true },
    ],
    ["alter type e rename value 'a' to 'b'", { kind: "other" }],
    ["copy t from stdin", { kind: "copy-from-client", table: { name: "t" } }],
    ["copy t to stdout", { kind: "other" }],
    ["vacuum t", { kind: "vacuum" }],
    ["analyze t", { kind: "other" }],
    ["cluster", { kind: "cluster" }],
    ["call p()", { kind: "call" }],
    ["do $$ $$", { kind: "do" }],
    ["create index on t (a)", { kind: "other" }],
  ])("%s", (sql, what) => expect(natureOf(sql).what).toMatchObject(what));
});
