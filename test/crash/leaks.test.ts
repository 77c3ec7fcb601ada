// Whatever a migration does to its session: the history is written by the login role, and the next one starts clean.
import { expect, test } from "vitest";
import { sharedServer, withClient } from "../support/database.ts";
import { godwit } from "../support/godwit.ts";
import { ask, subjectOf } from "./subject.ts";

/** What a run prepares for itself, by exact name: nothing else may be there. */
const OURS = "'godwit fence', 'godwit log line', 'godwit log lock', 'godwit record'";

/** What a migration can see of its session. */
const LOOK = `create table seen_VERSION as select current_user::text as "user", session_user::text as login,
  current_setting('search_path') as path, current_setting('datestyle') as style, current_setting('timezone') as zone,
  current_setting('statement_timeout') as statement, current_setting('standard_conforming_strings') as strings,
  current_setting('client_encoding') as encoding, current_setting('default_transaction_read_only') as read_only,
  current_setting('default_transaction_isolation') as isolation, current_setting('transaction_isolation') as now,
  current_setting('my.setting', true) as mine, current_setting('session_replication_role') as replication,
  (select count(*)::int from pg_prepared_statements where name not in (${OURS})) as prepared, (select count(*)::int from pg_cursors) as cursors,
  (select count(*)::int from pg_listening_channels()) as channels, to_regclass('pg_temp.scratch') is null as no_scratch`;

/** Each is a migration of its own, between two looks. */
const DISTURBANCES: readonly string[] = [
  "set role ROLE; select 1;",
  "set session authorization ROLE; create schema if not exists s authorization current_user;",
  "set local role ROLE;",
  "set search_path to ''; create table public.a1 (n int);",
  "set default_transaction_read_only = on; create table public.a2 (n int);",
  "set session characteristics as transaction isolation level serializable, read only; create table a3 (n int);",
  "set standard_conforming_strings = off; create table a4 as select 'x\\\\y' as t;",
  "set client_encoding = 'LATIN1'; comment on schema public is 'ä';",
  "set datestyle = 'SQL, DMY'; set timezone = 'Asia/Tokyo'; set intervalstyle = 'iso_8601';",
  "set statement_timeout = '1h'; set lock_timeout = 0; set idle_in_transaction_session_timeout = '1h';",
  "set session_replication_role = replica; set my.setting = 'x'; set bytea_output = escape; set row_security = off;",
  "create temp table scratch (n int); prepare p as select 1; listen news; declare c cursor with hold for select 1;",
  "begin isolation level serializable; create table a5 (n int); commit; begin isolation level repeatable read; create table a6 (n int); commit;",
  "begin; set transaction read only; select 1; commit;",
  "begin read only; set role ROLE; commit; select 1;",
  "begin; set role ROLE; rollback; create table a7 (n int);",
  "begin; set local search_path to ''; create table public.a8 (n int); savepoint s; create table public.a9 (n int); rollback to s; commit;",
  "select set_config('search_path', '', false), set_config('role', 'ROLE', false);",
  "do $$ begin perform set_config('search_path', '', false); perform set_config('default_transaction_read_only', 'on', false); end $$;",
  "set role ROLE; create index concurrently on public.owned (n); create index concurrently on public.owned (n, m);",
  "create function f() returns void language sql set search_path to '' as 'select 1'; select f();",
  "create domain int4 as text; create schema evil; create function evil.encode(bytea, text) returns text language sql as $$ select 'no' $$; set search_path to evil, public, pg_catalog;",
];

function history(role: string): Record<string, string> {
  const files: Record<string, string> = {
    "0000_base.sql": `grant all on schema public to ${role}; create table owned (n int, m int); alter table owned owner to ${role};`,
  };
  for (const [index, text] of DISTURBANCES.entries()) {
    const version = String(index * 2 + 1).padStart(4, "0");
    const after = String(index * 2 + 2).padStart(4, "0");
    files[`${version}_disturb.sql`] = text.replaceAll("ROLE", role);
    files[`${after}_look.sql`] = `${LOOK.replace("VERSION", after)};`;
  }
  return files;
}

test.each([false, true])("with the setting role: %s", async (withRole) => {
  const [role, owner] = ["godwit_leaks_role", "godwit_leaks_owner"];
  const server = await sharedServer();
  await withClient(server, (client) =>
    client.query(`select pg_advisory_lock(2); do $$ declare r text; begin foreach r in array array['${role}', '${owner}'] loop
      if not exists (select from pg_roles where rolname = r) then execute format('create role %I superuser', r); end if; end loop; end $$`),
  );
  const { folder, url } = await subjectOf(history(role));
  const env = { DATABASE_URL: url, ...(withRole ? { GODWIT_ROLE: owner } : {}) };
  const { status, stderr } = await godwit(["up"], { cwd: folder, env });
  expect(status, stderr).toBe(0);
  const looks = DISTURBANCES.map(
    (_, index) => `select * from seen_${String(index * 2 + 2).padStart(4, "0")}`,
  );
  const seen = await ask(url, looks.join(" union all "));
  expect(seen.length).toBe(DISTURBANCES.length);
  const login = new URL(url).username;
  for (const row of seen) {
    expect(row).toEqual({
      user: withRole ? owner : login,
      login,
      path: '"$user", public',
      style: "ISO, MDY",
      zone: expect.any(String),
      statement: "0",
      strings: "on",
      encoding: "UTF8",
      read_only: "off",
      isolation: "read committed",
      now: "read committed",
      mine: row.mine === null ? null : "",
      replication: "origin",
      prepared: 0,
      cursors: 0,
      channels: 0,
      no_scratch: true,
    });
  }
  const rows = await ask<{ success: boolean }>(
    url,
    "select success from schema_migrations where version <> '000'",
  );
  expect(rows.length).toBe(DISTURBANCES.length * 2 + 1);
  expect(rows.every(({ success }) => success)).toBe(true);
  expect(
    await ask(
      url,
      "select pg_get_userbyid(relowner) as owner from pg_class where relname = 'schema_migrations'",
    ),
  ).toEqual([{ owner: login }]);
  const verified = await godwit(["history", "--verify"], { cwd: folder, env });
  expect(verified.status, verified.stderr).toBe(0);
});
