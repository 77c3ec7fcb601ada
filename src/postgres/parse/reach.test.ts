import { beforeAll, expect, test } from "vitest";
import { loadGrammar, parseStatement } from "./grammar.ts";
import { madeBy } from "./made-by.ts";
import { reachOf } from "./reach.ts";
import { rolesNamed } from "./roles-named.ts";

beforeAll(loadGrammar);

function parsed(text: string) {
  const result = parseStatement(text);
  if (!("node" in result)) throw new Error(`not parsed: ${text}`);
  return result;
}

function reach(text: string): string {
  const { nodeName, node } = parsed(text);
  const { outward, cluster } = reachOf(nodeName, node);
  return outward !== undefined ? "outward" : cluster !== undefined ? "cluster" : "database";
}

test.each([
  "create subscription s connection 'x' publication p",
  "alter subscription s disable",
  "drop subscription s",
  "comment on subscription s is 'x'",
  "import foreign schema a from server s into b",
  "copy t to program 'x'",
  "copy t from '/tmp/x'",
  "load 'x'",
  "alter system set work_mem = '1MB'",
  "create database d",
  "drop database d",
  "alter database d set search_path = x",
  "grant connect on database d to public",
  "create tablespace t location '/x'",
  "select * from dblink('x', 'y') as t(a int)",
  "insert into t select pg_read_file('/x')",
  "create table t as select lo_import('/x')",
  "do $$ begin perform dblink_exec('x'); end $$",
  "do $$ begin copy t to program 'x'; end $$",
  "do $$ begin alter system set a = 1; end $$",
])("reaches outward: %s", (text) => expect(reach(text)).toBe("outward"));

test.each([
  "create role a",
  "create user a",
  "alter role a set search_path = x",
  "alter role a rename to b",
  "drop role a",
  "grant a to b",
  "comment on role a is 'x'",
  "do $$ begin create role a; end $$",
  "do $$ begin execute 'create user a'; end $$",
])("is about the whole server: %s", (text) => expect(reach(text)).toBe("cluster"));

test.each([
  "create table t (a int)",
  "copy t from stdin",
  "copy t to stdout",
  "create server s foreign data wrapper f",
  "create function f() returns void language sql as 'select dblink(1)'",
  "create view v as select * from dblink('x', 'y') as t(a int)",
  "do $$ begin raise notice 'the role is fine'; end $$",
  "do $$ declare program text; begin null; end $$",
  "grant select on t to a",
  "comment on table t is 'role'",
  "create policy p on t to a using (true)",
  "select set_config('search_path', '', false)",
])("stays in its database: %s", (text) => expect(reach(text)).toBe("database"));

test.each([
  ["create role a in role b", ["b"], ["a"]],
  ["grant a to b", ["a", "b"], []],
  ["grant select on t to a, public", ["a"], []],
  ["alter table t owner to a", ["a"], []],
  ["alter function f() owner to current_user", [], []],
  ["create policy p on t to a using (true)", ["a"], []],
  ["create schema s authorization a", ["a"], []],
  ["alter default privileges for role a grant select on tables to b", ["a", "b"], []],
  ["create user mapping for a server s", ["a"], []],
  ["set role a", ["a"], []],
  ["set role none", [], []],
  ["set session authorization 'a'", ["a"], []],
  ["create table t (a int)", [], []],
] as const)("roles of: %s", (text, needed, made) => {
  const { nodeName, node } = parsed(text);
  const roles = rolesNamed(nodeName, node);
  expect([[...roles.needed].sort(), roles.made]).toEqual([needed, made]);
});

test.each([
  ["create extension e", ["e"]],
  ["create table s.t (a int)", ["s", "t"]],
  ["alter table t add column a int", [null, "t"]],
  ["create index i on s.t (a)", ["s", "i"]],
  ["create index on s.t (a)", ["s", "t"]],
  ["create function s.f(a int) returns int language sql as 'select 1'", ["s", "f"]],
  ["create trigger g before insert on s.t execute function f()", ["s", "t", "g"]],
  ["create policy p on t using (true)", [null, "t", "p"]],
  ["create type s.e as enum ('a')", ["s", "e"]],
  ["create materialized view s.m as select 1", ["s", "m"]],
  ["comment on table t is 'x'", null],
  ["grant select on t to a", null],
  ["insert into t values (1)", null],
] as const)("made by: %s", (text, path) => expect(madeBy(parsed(text).node)).toEqual(path));
