// Desired state on a shadow: any order, settings of each file, what is left out, and where an error is.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SchemaText, Shadow } from "../../src/core/schema-database.ts";
import { withClient } from "../support/database.ts";
import { failureOf } from "../support/failure-of.ts";
import { testShadows } from "./test-shadows.ts";

const shadows = testShadows();
let shadow: Shadow;
beforeAll(() => shadows.ready());
afterAll(() => shadows.close());

function texts(files: Readonly<Record<string, string>>): SchemaText[] {
  return Object.entries(files).map(([file, text]) => ({ file, text }));
}

async function open(): Promise<Shadow> {
  shadow = await shadows.server.open({});
  return shadow;
}

async function rows(text: string): Promise<readonly unknown[]> {
  return withClient(shadow.url, async (client) =>
    (await client.query({ text, rowMode: "array" })).rows.flat(),
  );
}

describe("in any order", () => {
  test("statements wait for what they need, whatever it is", async () => {
    await open();
    const report = await shadow.load(
      texts({
        "a.sql": `
          create view app.v as select app.f(id) as x, kind from app.orders;
          create trigger t before insert on app.orders for each row execute function app.touch();
          create table app.orders (id int primary key, kind app.kind, user_id int references app.users (id));
          insert into app.orders values (1, 'a', 7);
          comment on column app.users.name is 'who';
          create index on app.users (lower(name));
          create function app.touch() returns trigger language plpgsql as 'begin return new; end';
        `,
        "b.sql": `
          insert into app.users values (7, 'x');
          create function app.f(a int) returns int begin atomic select a + count(*) from app.users; end;
          alter table app.users add primary key (id);
          alter type app.kind add value 'b';
          alter type app.kind add value 'c';
          create table app.users (id int, name text);
          create type app.kind as enum ('a');
          create schema app;
        `,
      }),
      { order: "any" },
    );
    expect(report.skipped).toEqual([]);
    expect(await rows("select x from app.v")).toEqual([2]);
    expect(await rows("select enumlabel from pg_enum order by enumsortorder")).toEqual(["a", "b", "c"]);
  });

  test("each file keeps its own settings, whenever a statement's turn comes", async () => {
    await open();
    await shadow.load(
      texts({
        "a.sql": "set search_path = one;\ncreate view v as select * from t;\ncreate table u (id int);",
        "b.sql":
          "begin; set local search_path = two; create table t (id int); commit;\ncreate table plain (id int);",
        "c.sql": "create schema one; create schema two; create table one.t (id int);",
      }),
      { order: "any" },
    );
    expect(
      await rows(
        "select oid::regclass::text from pg_class where relnamespace::regnamespace::text in ('one', 'two', 'public') order by 1",
      ),
    ).toEqual(["one.t", "one.u", "one.v", "plain", "two.t"]);
  });

  test("what PostgreSQL refuses inside a transaction runs alone", async () => {
    await open();
    await shadow.load(
      texts({
        "a.sql": `
          create table t (id int); create index concurrently i on t (id); vacuum t;
          create type e as enum ('a'); alter type e add value 'b'; create table u (x e default 'b');`,
      }),
    );
    expect(await rows("select indisvalid from pg_index where indexrelid = 'i'::regclass")).toEqual([true]);
  });

  test("a dump of pg_dump loads with its preamble, \\restrict, rows and owner", async () => {
    await open();
    await shadow.load(
      texts({
        "dump.sql": [
          "\\restrict abc123",
          "SET statement_timeout = 0;",
          "SELECT pg_catalog.set_config('search_path', '', false);",
          "SET transaction_timeout = 0;",
          "SET made_up_by_a_newer_major = 1;",
          "CREATE TABLE public.t (id integer, note text);",
          "ALTER TABLE public.t OWNER TO postgres;",
          "COPY public.t (id, note) FROM stdin;",
          "1\ta;b",
          "2\t\\N",
          "\\.",
          "\\unrestrict abc123",
        ].join("\n"),
      }),
      { order: "any" },
    );
    expect(await rows("select id, note from public.t order by 1")).toEqual([1, "a;b", 2, null]);
  });

  test("hundreds of statements in the worst order", async () => {
    await open();
    const views = Array.from(
      { length: 300 },
      (_, index) => `create view v${index} as select * from v${index + 1};`,
    );
    await shadow.load(texts({ "views.sql": `${views.join("\n")}\ncreate view v300 as select 1 as one;` }), {
      order: "any",
    });
    expect(await rows("select one from v0")).toEqual([1]);
  });
});

describe("what cannot be run", () => {
  test("names file, line, column, the server's words and the first cause", async () => {
    await open();
    const load = () =>
      shadow.load(
        texts({
          "a.sql": "create view v as select * from t;",
          "b.sql": "create table t (\n  id int,\n  shape geomtry\n);",
        }),
        { order: "any" },
      );
    expect(await failureOf(load)).toMatchObject({
      code: "SCHEMA_LOAD",
      message: 'type "geomtry" does not exist (and 1 more statement cannot be run)',
      at: { file: "b.sql", line: 3, column: 9 },
      database: { code: "42704" },
    });
  });

  test("in the given order nothing is tried again", async () => {
    await open();
    const load = () =>
      shadow.load(texts({ "a.sql": "create view v as select * from t;\ncreate table t (id int);" }));
    expect(await failureOf(load)).toMatchObject({
      code: "SCHEMA_LOAD",
      at: { file: "a.sql", line: 1, column: 32 },
    });
  });

  test("what is made twice is an error at once, also in a large group", async () => {
    await open();
    const many = Array.from({ length: 100 }, (_, index) => `create table t${index} (id int);`);
    const load = () =>
      shadow.load(texts({ "a.sql": [...many, "create table t7 (id int);"].join("\n") }), { order: "any" });
    expect(await failureOf(load)).toMatchObject({ code: "SCHEMA_LOAD", at: { line: 101 } });
  });
});

describe("what reaches further than the shadow", () => {
  test("is left out, named, and never run", async () => {
    await open();
    const { skipped } = await shadow.load(
      texts({
        "a.sql": `
          create publication p for all tables;
          create subscription s connection 'host=10.255.255.1' publication p;
          copy (select 1) to program 'touch /tmp/godwit-was-here';
          copy (select 1) to '/tmp/godwit-was-here';
          select pg_read_file('/etc/passwd');
          alter system set work_mem = '1GB';
          create database other;
          do $$ begin execute 'alter system set work_mem = 1'; perform dblink_connect('x'); end $$;
          load 'auto_explain';
          create function f() returns void language sql as 'select dblink_connect(''x'')';`,
      }),
      { order: "any" },
    );
    expect(
      skipped.map(({ rule, at, message, makes }) => `${at?.line} ${rule} ${makes ?? ""} ${message}`),
    ).toMatchInlineSnapshot(`
      [
        "3 shadow-outward s CREATE SUBSCRIPTION is left out: a subscription connects to another server",
        "4 shadow-outward  COPY is left out: it runs a program on the server",
        "5 shadow-outward  COPY is left out: it uses a file of the server",
        "6 shadow-outward  SELECT is left out: it calls pg_read_file()",
        "7 shadow-outward  ALTER SYSTEM is left out: it changes the server's configuration",
        "8 shadow-outward  CREATE DATABASE is left out: it makes another database",
        "9 shadow-outward  DO is left out: it calls dblink_connect()",
        "10 shadow-outward  LOAD is left out: it loads a file of the server into the session",
      ]
    `);
  });

  test("a missing extension takes along what needs it, and nothing else", async () => {
    await open();
    const { skipped } = await shadow.load(
      texts({
        "a.sql": `
          create index places_at on places using gist (at);
          create table places (id int, at geometry);
          create table other (id int);
          create extension postgis;`,
      }),
      { order: "any" },
    );
    expect(skipped.map(({ at, message, makes }) => `${at?.line} ${makes} ${message}`)).toMatchInlineSnapshot(`
      [
        "5 postgis extension "postgis" is not available: left out",
        "2 ,places_at left out, since it needs the extension postgis, or something else that is not there: relation "places" does not exist",
        "3 ,places left out, since it needs the extension postgis, or something else that is not there: type "geometry" does not exist",
      ]
    `);
    expect(skipped[0]?.hint).toContain("set `shadow` to the URL of a PostgreSQL 18 server");
    expect(await rows("select 'other'::regclass::text")).toEqual(["other"]);
  });

  test("roles are refused where others use the server, and made where nobody does", async () => {
    await open();
    const text = texts({
      "a.sql":
        "create role godwit_reader;\ngrant godwit_reader to app;\ncreate table t (id int);\nalter table t owner to app;",
    });
    expect(await failureOf(() => shadow.load(text))).toMatchObject({
      code: "SHADOW_REFUSED",
      at: { line: 1 },
    });
    const needs = await shadows.server.examine(text);
    const server = { ownCluster: true, changesServer: true };
    expect(needs).toEqual({ ...server, roles: ["app"], makes: ["godwit_reader"], renames: [] });
    const naming = await shadows.server.examine(texts({ "a.sql": "grant usage on schema public to app;" }));
    expect(naming).toMatchObject({ ownCluster: true, changesServer: false, roles: ["app"], makes: [] });
    shadow = await shadows.server.open(needs);
    await shadow.load(text, { order: "any" });
    expect(await rows("select tableowner from pg_tables where tablename = 't'")).toEqual(["app"]);
    expect(await rows("select rolname from pg_roles where rolname = 'godwit_reader'")).toHaveLength(1);
  });
});
