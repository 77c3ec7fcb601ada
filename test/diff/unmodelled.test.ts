// What no kind reads is named; what kinds, extensions and the server itself make is not.
import { describe, expect, inject, it } from "vitest";
import { freshDatabase, withClient } from "../support/database.ts";
import { open, read } from "./prove-pair.ts";

const MODELLED = `
  create extension hstore;
  create schema s;
  create type e as enum ('a');
  create domain d as int not null check (value > 0);
  create type c as (a int);
  create type r as range (subtype = int);
  create type shell;
  create type base;
  create function base_in(cstring) returns base language internal immutable strict as 'int4in';
  create function base_out(base) returns cstring language internal immutable strict as 'int4out';
  create type base (input = base_in, output = base_out, like = int4);
  create table t (id serial primary key, n int generated always as identity, g int generated always as (1) stored,
    b text default 'x' not null, e e, d d, unique (b), check (g > 0), exclude using btree (g with =));
  create table p (a int primary key, t int references t) partition by range (a);
  create table p1 partition of p for values from (0) to (1);
  create table child (x int) inherits (t);
  create index i on p (t);
  create view v as select * from t;
  create materialized view m as select * from t;
  create function f() returns trigger language plpgsql as 'begin end';
  create trigger tr after insert on p for each row execute function f();
  create constraint trigger ct after insert on t for each row execute function f();
  create rule ru as on insert to v do instead nothing;
  create policy po on t using (true);
  create temp table hidden (id serial primary key);`;

describe.each(inject("majors"))("on PostgreSQL %i", (major) => {
  it("nothing is unmodelled of what kinds read", async () => {
    const database = await freshDatabase({ major });
    try {
      await withClient(database.url, async (client) => {
        await client.query(MODELLED);
        const session = await open(database.url);
        expect((await read(session, major)).unmodelled).toEqual([]);
        await session.close();
      });
    } finally {
      await database.drop();
    }
  });

  it("what users make where kinds do not look is named", async () => {
    const database = await freshDatabase({ major });
    try {
      await withClient(database.url, (client) =>
        client.query(
          `create table information_schema.mine (id int); create view information_schema.ours as select 1;
            create extension hstore; grant usage on type hstore to pg_monitor;
            revoke execute on function hstore_to_array(hstore) from public;
            create table passed (id int);
            create table lent (id int generated always as identity, name text);
            grant update (name) on lent to pg_monitor with grant option;
            grant usage on sequence lent_id_seq to pg_monitor with grant option;
            set role pg_monitor; grant update (name) on lent to public;
            grant usage on sequence lent_id_seq to public; reset role;
            grant select on passed to pg_monitor with grant option;
            set role pg_monitor; grant select on passed to public; reset role;
            revoke execute on function pg_catalog.pg_sleep(float8) from public;
            grant select (rolname) on pg_catalog.pg_authid to public;
            revoke execute on function pg_catalog.now() from public;
            grant execute on function pg_catalog.now() to public`,
        ),
      );
      const session = await open(database.url);
      const { unmodelled } = await read(session, major);
      await session.close();
      expect(unmodelled).toEqual([
        "table information_schema.mine",
        "view information_schema.ours",
        "what others than their owners granted on table public.passed, column public.lent.name, sequence public.lent_id_seq",
        "what was granted on, or revoked from, column rolname of table pg_authid, function pg_sleep(double precision), function public.hstore_to_array(public.hstore) and 1 more",
      ]);
    } finally {
      await database.drop();
    }
  });
});
