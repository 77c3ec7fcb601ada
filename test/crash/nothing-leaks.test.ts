// On the oldest PostgreSQL, and seen by a trigger on the history: what a migration does to its session stays in it.
import { randomBytes } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { freshDatabase, sharedServer, withClient } from "../support/database.ts";
import { folderOf } from "../support/folder-of.ts";
import { godwit } from "../support/godwit.ts";

/** What a run prepares for itself, by exact name: nothing else may be there. */
const OURS = "'godwit fence', 'godwit log line', 'godwit log lock', 'godwit record'";

/** Who writes the history, and with which search path; and a table for what migrations see of their session. */
const WITNESS = `
create table seen (at text, who text, login text, settings text, prepared int, cursors int, temporary int, listening int);
create table written (who text, path text);
grant insert, select on seen, written to public;
create function witness() returns trigger language plpgsql as $$ begin
  insert into public.written values (current_user, current_setting('search_path')); return new; end $$;
create trigger witness after insert or update on schema_migrations for each row execute function witness();
`;

const SETTINGS = [
  "search_path",
  "default_transaction_read_only",
  "default_transaction_isolation",
  "standard_conforming_strings",
  "client_encoding",
  "datestyle",
  "timezone",
  "statement_timeout",
  "row_security",
  "application_name",
].map((name) => `current_setting('${name}')`);

const look = (at: string): string => `
insert into public.seen select $at$${at}$at$, current_user, session_user, concat_ws(' ', ${SETTINGS.join(", ")}),
  (select count(*) from pg_prepared_statements where name not in (${OURS})), (select count(*) from pg_cursors),
  (select count(*) from pg_class where relpersistence = 't'), (select count(*) from pg_listening_channels());`;

/** Everything that a file can do to its session. The history has to be written after each of them. */
const DISTURBING = (role: string): readonly string[] => [
  `set role ${role};`,
  `set session authorization ${role};`,
  `begin; set local role ${role}; set local search_path to other; commit;`,
  "set search_path to '';",
  "select pg_catalog.set_config('search_path', '', false);",
  "set default_transaction_read_only = on;",
  "begin; set default_transaction_read_only = on; commit; begin; select 1; commit; select 2;",
  "begin; set transaction read only; select 1; commit;",
  "set standard_conforming_strings = off; create table backslash (a text default 'it\\'s');",
  "set client_encoding = 'LATIN1'; create table latin (a text default 'ä€');",
  "set datestyle = 'German, DMY'; set timezone = 'Asia/Kathmandu'; set intervalstyle = 'sql_standard';",
  "set statement_timeout = '90s'; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0;",
  "set row_security = off; set application_name = 'somebody else';",
  "create temporary table schema_migrations (version text); create temporary table t (a int);",
  "prepare p as select 1; declare c cursor with hold for select 1; listen channel;",
  "load 'plpgsql';",
  `create table ${role}_t (a int); create function ${role}_f() returns trigger language plpgsql as $$ begin
    perform set_config('role', '${role}', true), set_config('search_path', 'other', false); return new; end $$;
  create trigger t before insert on ${role}_t for each row execute function ${role}_f();
  insert into ${role}_t values (1);`,
  "begin isolation level serializable; select count(*) from public.seen; commit;",
  "begin isolation level repeatable read; select count(*) from public.seen; commit;",
  "set default_transaction_isolation = 'serializable';",
  "set session characteristics as transaction isolation level repeatable read, read only;",
  "do $$ begin perform set_config('search_path', 'other', false); execute 'set role ' || quote_ident(current_user); end $$;",
  "create function pg_temp.now() returns timestamptz language sql as 'select null::timestamptz';",
];

test("nothing leaks out of a migration", async () => {
  const { role, url, seen, up } = await stage(oldest());
  const files: Record<string, string> = { "002_look.sql": look("first") };
  for (const [index, text] of DISTURBING(role).entries()) {
    const version = 10 + 2 * index;
    files[`${version}_disturb.sql`] = text;
    files[`${version + 1}_look.sql`] = look(text);
  }
  await up(files, {});

  const [first, ...rest] = await seen();
  const login = decodeURIComponent(new URL(url).username);
  expect(first).toMatchObject({ who: login, login, prepared: 0, cursors: 0, temporary: 0, listening: 0 });
  expect(rest).toHaveLength(DISTURBING(role).length);
  for (const row of rest) expect({ ...row, at: "first" }).toEqual(first);
});

test("with the setting `role`", async () => {
  const { role, seen, up } = await stage(oldest());
  await up({}, {});
  const files: Record<string, string> = {};
  for (const [index, text] of DISTURBING(role).entries()) {
    // A role may not become a superuser's session again, nor does it own the schema.
    if (/session authorization|create table|create function|load/.test(text)) continue;
    files[`${10 + 2 * index}_disturb.sql`] = text;
    files[`${11 + 2 * index}_look.sql`] = look(text);
  }
  await up(files, { GODWIT_ROLE: role });
  const rows = await seen();
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(row).toMatchObject({ who: role, temporary: 0, prepared: 0 });
});

test("what a file sets lasts to its end, over parts and retries, and only there", async () => {
  const { url, seen, up } = await stage(oldest());
  await up({}, {});
  await withClient(url, (client) => client.query("create table busy (a int); grant all on busy to public"));
  const file = `
set search_path to other, public; set statement_timeout = '77s';
create temporary table kept (a int);
prepare kept_too as select 1;
${look("part 1")}
create index concurrently on public.busy (a);
${look("part 2")}
begin;
set search_path to nowhere;
rollback;
${look("part 3")}
create index concurrently on public.busy (a);
alter table public.busy add b int;
insert into kept values (1);
${look("part 4")}`;
  const { done } = await holdFor(url, "lock table busy in row exclusive mode", 2_500);
  await up({ "002_parts.sql": file, "003_look.sql": look("after") }, { GODWIT_LOCK_TIMEOUT: "300ms" });
  await done;
  const rows = await seen();
  const about = rows.map(({ at, settings, temporary, prepared }) => [
    at,
    settings.startsWith("other, public"),
    settings.includes("77s"),
    temporary,
    prepared,
  ]);
  expect(about).toEqual([
    ["part 1", true, true, 1, 1],
    ["part 2", true, true, 1, 1],
    ["part 3", true, true, 1, 1],
    ["part 4", true, true, 1, 1],
    ["after", false, false, 0, 0],
  ]);
});

interface Seen {
  readonly at: string;
  readonly settings: string;
  readonly temporary: number;
  readonly prepared: number;
}

function oldest(): number {
  return Math.min(...inject("majors"));
}

async function stage(major: number) {
  const database = await freshDatabase({ major });
  const role = `leak_${randomBytes(4).toString("hex")}`;
  await withClient(database.url, (client) =>
    client.query(`create role ${role}; create schema other authorization ${role}`),
  );
  onTestFinished(async () => {
    await database.drop();
    await withClient(await sharedServer(major), (client) => client.query(`drop role ${role}`));
  });
  const { url } = database;
  const login = decodeURIComponent(new URL(url).username);
  const rows = <T>(question: string): Promise<T[]> =>
    withClient(url, async (client) => (await client.query(question)).rows as T[]);
  return {
    role,
    url,
    // The name of the run is in it, which is another one each time.
    seen: () => rows<Seen>("select (s).* from (select (t.*)::seen as s from seen t) x").then(withoutRun),
    /** Applies the files and insists on who has written the history. */
    up: async (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>) => {
      const cwd = folderOf(
        Object.fromEntries(
          Object.entries({ "001_witness.sql": WITNESS, ...files }).map(([name, text]) => [
            `migrations/${name}`,
            text,
          ]),
        ),
      );
      const run = await godwit(["up", "--allow-out-of-order"], {
        cwd,
        env: { DATABASE_URL: url, ...env },
      });
      expect(run.status, run.stderr).toBe(0);
      const writers = await rows<{ who: string }>("select distinct who from written");
      expect(writers.map(({ who }) => who)).toEqual(writers.length === 0 ? [] : [login]);
    },
  };
}

function withoutRun(rows: readonly Seen[]): readonly Seen[] {
  return rows.map((row) => ({ ...row, settings: row.settings.replace(/godwit\/\S+/, "godwit/RUN") }));
}

/** Resolves when the lock is held, `done` when it is given back. */
async function holdFor(url: string, lock: string, ms: number): Promise<{ readonly done: Promise<void> }> {
  let taken: () => void = () => undefined;
  const holding = new Promise<void>((resolve) => {
    taken = resolve;
  });
  const done = withClient(url, async (client) => {
    await client.query(`begin; ${lock}`);
    taken();
    await new Promise((resolve) => setTimeout(resolve, ms));
    await client.query("commit");
  });
  await holding;
  return { done };
}
