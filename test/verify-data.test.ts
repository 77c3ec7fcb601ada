// `verify --data`: migrations on a copy of a database's rows, or of a dump, of which nothing is shown or changed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import type { VerifyDocument } from "../src/actions/verify-document.ts";
import { freshDatabase, withClient } from "./support/database.ts";
import { godwit } from "./support/godwit.ts";

const FILES: Readonly<Record<string, string>> = {
  "001_users.sql": "create table users (id int primary key, email text, born text);",
  "001_users_rollback.sql": "drop table users;",
  "002_age.sql": "alter table users add column age int;",
  "002_age_rollback.sql": "alter table users drop column age;",
  "003_short.sql": "alter table users add constraint short check (length(email) < 100);",
  "003_short_rollback.sql": "alter table users drop constraint short; update users set age = 0;",
  "004_born.sql": "alter table users alter born type date using born::date;",
  "004_born_rollback.sql": "alter table users alter born type text using born::text;",
  "005_more.sql": "alter table users add column more text;",
  "005_more_rollback.sql": "alter table users drop column more;",
};

const SECRET = "topsecret";
const ROWS = `insert into users values (1, 'a@x.org', '2000-01-02', 7), (2, '${SECRET}@x.org', '${SECRET}', 8)`;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function project(): string {
  const cwd = mkdtempSync(join(tmpdir(), "godwit-data-"));
  folders.push(cwd);
  mkdirSync(join(cwd, "migrations"));
  for (const [file, text] of Object.entries(FILES)) writeFileSync(join(cwd, "migrations", file), `${text}\n`);
  return cwd;
}

const WANTED = [
  ["001", "pass", undefined],
  ["002", "pass", undefined],
  ["003", "fail", "after the rollback the values of public.users.age are not what they were"],
  [
    "004",
    "fail",
    "with the data it fails at step 1 of 1; what the server said may hold values, and is not shown",
  ],
  ["005", "skipped", "not tried on the data, since 004_born fails on it"],
];

async function proved(cwd: string, data: string): Promise<readonly (readonly (string | undefined)[])[]> {
  const result = await godwit(["verify", "--data", data, "--json", "--verbose"], { cwd });
  expect(result.stdout + result.stderr).not.toContain(SECRET);
  expect(result.status, result.stderr).toBe(3);
  const { migrations } = result.json<VerifyDocument>();
  return migrations.map(({ version, proofs, evidence }) => [
    version,
    proofs.data,
    proofs.data === "pass" ? undefined : evidence.data?.[0]?.message,
  ]);
}

test("what a database has not had is proved on a copy of its rows", async () => {
  const cwd = project();
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const up = await godwit(["up", "--to", "002", "--url", database.url], { cwd });
  expect(up.status, up.stderr).toBe(0);
  const all = () =>
    withClient(database.url, async (client) => {
      const { rows } = await client.query(
        "select (select json_agg(u) from users u) as users, (select json_agg(l) from schema_migrations_log l) as log, (select json_agg(k) from schema_migrations_lock k) as lock",
      );
      return rows;
    });
  await withClient(database.url, (client) => client.query(ROWS));
  const before = await all();
  expect(await proved(cwd, database.url)).toEqual(WANTED);
  expect(await all()).toEqual(before);
});

const DUMP = `--
-- PostgreSQL database dump
--
\\restrict abc
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET default_table_access_method = heap;
CREATE TABLE public.schema_migrations (version text NOT NULL, name text NOT NULL, description text, kind text NOT NULL,
  applied_at timestamp with time zone NOT NULL, applied_by text NOT NULL, checksum text, fingerprint text,
  execution_time_ms bigint NOT NULL, success boolean NOT NULL, steps_done integer NOT NULL, steps_total integer NOT NULL,
  steps_hash text[] NOT NULL, step_started timestamp with time zone, error text, rollback text, git_sha text,
  tool_version text NOT NULL, run_id text NOT NULL);
CREATE TABLE public.schema_migrations_log (id bigint NOT NULL GENERATED ALWAYS AS IDENTITY, at timestamp with time zone NOT NULL,
  run_id text NOT NULL, event text NOT NULL, version text, name text, who text NOT NULL, reason text, checksum text,
  execution_time_ms bigint, details jsonb, previous_hash text NOT NULL, hash text NOT NULL);
CREATE TABLE public.schema_migrations_lock (id text NOT NULL, fence bigint DEFAULT 0 NOT NULL, held boolean DEFAULT false NOT NULL,
  run_id text DEFAULT ''::text NOT NULL, beat bigint DEFAULT 0 NOT NULL, mode text DEFAULT 'session'::text NOT NULL,
  lease_ms bigint DEFAULT 0 NOT NULL, host text DEFAULT ''::text NOT NULL, pid integer DEFAULT 0 NOT NULL,
  who text DEFAULT ''::text NOT NULL, purpose text DEFAULT ''::text NOT NULL,
  since timestamp with time zone DEFAULT now() NOT NULL, last_beat timestamp with time zone DEFAULT now() NOT NULL);
CREATE TABLE public.users (id integer NOT NULL, email text, born text, age integer);
ALTER TABLE public.users OWNER TO somebody;
COPY public.schema_migrations (version, name, description, kind, applied_at, applied_by, execution_time_ms, success, steps_done, steps_total, steps_hash, tool_version, run_id) FROM stdin;
000\tschema_migrations\tGodwit's history, layout 1\thistory\t2026-01-01 00:00:00+00\tme\t0\tt\t0\t0\t{}\t\t
001\t001_users\t\\N\tschema\t2026-01-01 00:00:00+00\tme\t1\tt\t1\t1\t{}\t0\tr
002\t002_age\t\\N\tschema\t2026-01-01 00:00:00+00\tme\t1\tt\t1\t1\t{}\t0\tr
\\.
COPY public.schema_migrations_lock (id, fence) FROM stdin;
lease\t0
fence\t3
\\.
COPY public.users (id, email, born, age) FROM stdin;
1\ta@x.org\t2000-01-02\t7
2\t${SECRET}@x.org\t${SECRET}\t8
\\.
ALTER TABLE ONLY public.schema_migrations ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.schema_migrations_log ADD CONSTRAINT schema_migrations_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schema_migrations_lock ADD CONSTRAINT schema_migrations_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
GRANT SELECT ON TABLE public.users TO somebody_else;
\\unrestrict abc
`;

test("a plain dump does as well", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "dump.sql"), DUMP);
  expect(await proved(cwd, "dump.sql")).toEqual(WANTED);
});

test("what is no plain dump is refused, with the way out and without a line of it", async () => {
  const cwd = project();
  const broken = DUMP.replace("1\ta@x.org", `${SECRET}\ta@x.org`);
  const files = {
    "custom.dump": "PGDMP\x01\x0e",
    "broken.sql": broken,
    "rows.sql": DUMP.slice(DUMP.indexOf("COPY public.users")),
    "create.sql": `CREATE DATABASE x;\n\\connect x\n${DUMP}`,
    "empty.sql": "",
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, file), text);
  const said = async (file: string) => {
    const { status, stderr, stdout } = await godwit(["verify", "--data", file], { cwd });
    expect(stderr + stdout).not.toContain(SECRET);
    expect(status).toBe(2);
    return stderr;
  };
  expect(await said("custom.dump")).toContain("pg_restore --no-owner --file=custom.sql custom.dump");
  expect(await said("broken.sql")).toContain("a statement of broken.sql cannot be run on a shadow (22P02)");
  expect(await said("rows.sql")).toContain("without --data-only");
  expect(await said("create.sql")).toContain("without --create");
  expect(await said("empty.sql")).toContain("has no history");
  expect(await said("nowhere.sql")).toContain("there is no file nowhere.sql");
});

test("rows go through checks whose functions need the search path, and names of tables are read as they were printed", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "godwit-data-"));
  folders.push(cwd);
  mkdirSync(join(cwd, "migrations"));
  const files = {
    "001_kinds.sql": `create schema parts;
create table parts.kinds (id int primary key);
create function nothing() returns int language sql immutable as 'select -1';
create function is_something(int) returns boolean language sql immutable as 'select $1 <> nothing()';
create table entries (id int primary key check (is_something(id)), about regclass);
insert into entries values (1, 'parts.kinds'), (2, 'entries');`,
    "002_note.sql": "alter table entries add column note text;",
    "002_note_rollback.sql": "alter table entries drop column note;",
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(cwd, "migrations", file), text);
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const up = await godwit(["up", "--to", "001", "--url", database.url], { cwd });
  expect(up.status, up.stderr).toBe(0);
  const { stdout, stderr, status } = await godwit(["verify", "--data", database.url, "--json"], { cwd });
  expect(status, stderr + stdout).toBe(0);
  const { migrations } = JSON.parse(stdout) as VerifyDocument;
  expect(migrations.map(({ proofs }) => proofs.data)).toEqual(["pass", "pass"]);
});
