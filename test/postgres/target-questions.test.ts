// What the target is asked beside its rows: who uses, holds and follows what a plan changes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import type { Demand } from "../../src/core/demand.ts";
import { diff } from "../../src/core/diff.ts";
import { pgDriver } from "../../src/drivers/pg.ts";
import { askTarget } from "../../src/postgres/ask-target.ts";
import { readSchema } from "../../src/postgres/read-schema.ts";
import type { SqlSession } from "../../src/postgres/session.ts";
import { verbatim } from "../../src/postgres/sql.ts";
import { resetPostgres, stopPostgres, usePostgres } from "../../src/servers/embedded-postgres.ts";
import { withClient } from "../support/database.ts";
import { majorFolder } from "../support/majors.ts";

const TABLES = `create table orders (id int primary key, total int, note text);
create index orders_total on orders (total);
create view open_orders as select id, total from orders;
create table "odd.table" (id serial not null);
create function spent() returns bigint language plpgsql as 'begin return (select sum(total) from orders); end';
create function other() returns int language sql as 'select 1 as total_of_nothing';`;

describe.each(inject("majors"))("PostgreSQL %s", (major) => {
  const folder = mkdtempSync(join(tmpdir(), "godwit-target-"));
  const place = { folder, major, from: majorFolder(major), durability: "full" } as const;
  let server: Awaited<ReturnType<typeof usePostgres>>;
  let count = 0;

  beforeAll(async () => {
    server = await usePostgres(place);
    await withClient(server.url, async (client) => {
      await client.query("alter system set max_prepared_transactions = 5");
      await client.query("alter system set wal_level = logical");
      await client.query("alter system set shared_preload_libraries = 'pg_stat_statements'");
    });
    await server.release();
    await stopPostgres(folder);
    server = await usePostgres(place);
  });
  afterAll(async () => {
    await server.release();
    await resetPostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  async function database(sql: string) {
    const name = `target_${++count}`;
    await withClient(server.url, (client) => client.query(`create database ${name}`));
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    const session = await (await pgDriver({ url: url.href, env: {} })).connect("test");
    onTestFinished(() => session.close());
    await session.run(verbatim(sql));
    return { url: url.href, session };
  }

  const read = async (session: SqlSession) =>
    (await readSchema(session, { major, owner: "postgres" })).schema;

  /** What is said of a script; `before` runs on the target meanwhile. */
  async function asked(
    script: string,
    { tables = TABLES, before = async () => {}, ...more }: Asked = {},
  ): Promise<readonly string[]> {
    const target = await database(tables);
    const shadow = await database(`${tables}; ${script}`);
    const from = await read(target.session);
    await before(target.url);
    const demand: Demand = {
      changes: diff(from, await read(shadow.session)),
      from,
      locks: [],
      rewrites: [],
      logged: 0,
      roles: [],
      statements: script.split(";"),
      timeoutMs: 60_000,
      ...more,
    };
    return (await askTarget(target.session, demand)).map(({ rule, message }) => `${rule}: ${message}`);
  }

  test("what is dropped: who read it, who names it, what goes along", async () => {
    const found = await asked("drop table orders cascade", {
      before: (url) =>
        withClient(url, async (client) => {
          await client.query("insert into orders values (1, 2)");
          await client.query("select * from orders");
          if (major >= 15) await client.query("select pg_stat_force_next_flush()");
          else await client.query("select pg_sleep(0.6)");
          await client.query("select 1");
          for (let tries = 0; tries < 100; tries++) {
            const { rows } = await client.query(
              "select seq_scan from pg_stat_user_tables where relname = 'orders'",
            );
            if (Number(rows[0]?.seq_scan) > 0) break;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }),
    });
    const last = major >= 16 ? String.raw`, last read at \d{4}-\d\d-\d\d \d\d:\d\d UTC` : "";
    expect(found).toEqual([
      "goes-along: view public.open_orders goes with table public.orders, though no statement names it",
      "named-by-function: public.orders is dropped, and the text of public.spent() names it: it fails when it is called",
      expect.stringMatching(
        new RegExp(
          `^still-used: table public.orders is dropped: it was read .* and written once since .*${last}$`,
        ),
      ),
    ]);
  });

  test("what nobody has used is said to be so, and a replaced function is no surprise", async () => {
    expect(
      await asked(
        `drop index orders_total; alter table orders drop column note; drop table "odd.table";
         create or replace function spent() returns bigint language plpgsql as 'begin return 1; end'`,
      ),
    ).toEqual([
      expect.stringMatching(
        /^unused-until-now: index public.orders_total is dropped: nobody used it here since/,
      ),
      expect.stringMatching(
        /^unused-until-now: table public.odd.table is dropped: nobody used it here since/,
      ),
    ]);
  });

  test("queries that name what is dropped, and none that only sound like it", async () => {
    const tables = `create extension pg_stat_statements; ${TABLES}`;
    const found = await asked("alter table orders drop column note", {
      tables,
      before: (url) =>
        withClient(url, async (client) => {
          await client.query("select note from orders where id = 7");
          await client.query("select 1 as notes, 2 as note_of");
          await client.query("select id from orders");
        }),
    });
    expect(found).toEqual([
      "named-by-query: public.orders.note is dropped, and a query that ran once seems to name it: select note from orders where id = $1",
    ]);
  });

  test("invalid indexes and constraints, but for those that the plan is about", async () => {
    const tables = `${TABLES} insert into orders values (1, 1), (2, 1);
      alter table orders add constraint positive check (total > 0) not valid;
      alter table orders add constraint small check (total < 9) not valid`;
    const broken = (url: string) =>
      withClient(url, (client) =>
        client.query("create unique index concurrently twice on orders (total)").catch(() => undefined),
      );
    expect(await asked("alter table orders validate constraint small", { tables, before: broken })).toEqual([
      "not-valid: constraint positive of public.orders is not validated: older rows may be against it",
      "not-valid: index public.twice on orders is not valid: it is kept up to date and never read; drop it concurrently, or reindex it",
    ]);
  });

  test("who holds what has to be waited for", async () => {
    const holders: pg.Client[] = [];
    onTestFinished(async () => {
      await Promise.all(holders.map((client) => client.end()));
      await withClient(server.url, (client) => client.query("select 1"));
    });
    const hold = async (url: string, ...statements: string[]) => {
      const client = new pg.Client({ connectionString: url, application_name: "shop" });
      holders.push(client);
      await client.connect();
      for (const statement of statements) await client.query(statement);
    };
    const locks = [{ relation: ["public", "orders"], mode: "SHARE" }];
    let target = "";
    const found = await asked("create index i on orders (note)", {
      statements: ["create index concurrently i on orders (note)"],
      locks,
      before: async (url) => {
        target = url;
        await hold(url, "begin", "select * from orders");
        await hold(url, "begin", "insert into orders values (7)", "prepare transaction 'two'");
        await hold(url, "begin isolation level repeatable read", "update orders set total = 1");
        // Nobody is told of who is gone before the plan runs.
        await new Promise((resolve) => setTimeout(resolve, 5_500));
        await hold(url, "begin", "insert into orders values (8)");
      },
    });
    await withClient(target, (client) => client.query("rollback prepared 'two'"));
    expect(found).toHaveLength(4);
    expect(found[0]).toMatch(
      /^lock-held-now: the prepared transaction two of postgres, open for \d+ s, holds ROW EXCLUSIVE on public.orders: SHARE has to wait for it$/,
    );
    expect(found[1]).toMatch(
      /^lock-held-now: session \d+ \(shop, postgres\), idle in transaction for \d+ s, holds ROW EXCLUSIVE on public.orders/,
    );
    expect(found[2]).toMatch(/^snapshot-held-now: the prepared transaction two/);
    expect(found[3]).toMatch(/^snapshot-held-now: session \d+ \(shop, postgres\), idle in transaction/);
  });

  test("roles, extensions and rights that a shadow has and the target lacks", async () => {
    const script = `create extension hstore; create schema fresh; create table more (id int);
      alter table orders add column x int; create index on orders (note); grant select on orders to postgres`;
    expect(await asked(script, { roles: ["postgres", "no'body", "Reader"] })).toEqual([
      "role-missing: the migrations name the role Reader and do not make it, and it is not there",
      "role-missing: the migrations name the role no'body and do not make it, and it is not there",
    ]);
    await withClient(server.url, (client) =>
      client.query(`drop role if exists "deploy er"; create role "deploy er"`),
    );
    const role = "deploy er";
    const tables = `${TABLES} revoke create on schema public from public;`;
    expect(await asked(script, { tables, role })).toEqual([
      expect.stringMatching(/^right-missing: deploy er runs this: it may make no schema$/),
      "right-missing: deploy er runs this: public.orders, which the migrations change, belongs to postgres",
      "right-missing: deploy er runs this: it may make nothing in schema public",
    ]);
    // A script that becomes another role has other rights, and one that only grants needs no ownership.
    expect(await asked(`set role postgres; ${script}`, { tables, role })).toEqual([]);
    expect(await asked("grant select on orders to postgres", { tables, role })).toEqual([]);
    const able = `${tables} alter table orders owner to "deploy er"; grant create on schema public to "deploy er"`;
    expect(await asked("alter table orders add column x int", { tables: able, role })).toEqual([]);
  });

  test("a role that may not look says what is hidden", async () => {
    const target = await database(
      `${TABLES} create role shy login password 'x'; grant select on orders to shy;`,
    );
    const url = new URL(target.url);
    url.username = "shy";
    url.password = "x";
    const shy = await (await pgDriver({ url: url.href, env: {} })).connect("test");
    const holder = new pg.Client({ connectionString: target.url });
    await holder.connect();
    onTestFinished(async () => {
      await holder.end();
      await shy.close();
    });
    await holder.query("begin; select * from orders");
    const from = await read(target.session);
    const locks = [{ relation: ["public", "orders"], mode: "ACCESS EXCLUSIVE" }];
    const [found] = await askTarget(shy, {
      changes: [],
      from,
      locks,
      rewrites: [],
      logged: 0,
      roles: [],
      statements: [],
      timeoutMs: 60_000,
    });
    expect(found).toMatchObject({ rule: "lock-held-now", hint: "grant pg_monitor to see what it does" });
    expect(found?.message).toContain("of which no more is shown");
  });

  test("standbys, slots that nobody reads, publications", async () => {
    const standby = new pg.Client({
      connectionString: server.url,
      application_name: "replica_a",
      replication: "true",
    } as pg.ClientConfig);
    await standby.connect();
    const slot = (sql: string) => withClient(server.url, (client) => client.query(sql));
    await slot("select pg_create_physical_replication_slot('left_over', true)");
    onTestFinished(async () => {
      await standby.end();
      await slot("select pg_drop_replication_slot('left_over')");
    });
    const tables = `${TABLES} create publication p for table orders; create publication q for table "odd.table"`;
    expect(
      await asked("alter table orders add column x int", {
        tables,
        locks: [{ relation: ["public", "orders"], mode: "ACCESS EXCLUSIVE" }],
        rewrites: [["public", "orders"]],
        logged: 500 * 1024 * 1024,
      }),
    ).toEqual([
      "standby-lags: standby replica_a is sent about 500 MB of log, and lags until it has replayed them",
      "standby-waits: standby replica_a replays ACCESS EXCLUSIVE on public.orders: queries there wait for it, and it waits for them until it cancels them (max_standby_streaming_delay)",
      "not-replicated: public.orders is in publication p: subscribers are sent its rows and not its new form, which must be changed there, too",
      expect.stringMatching(
        /^slot-keeps-log: nobody reads the physical replication slot left_over: the log that is written is kept for it, now \d+ MB$/,
      ),
    ]);
  });
});

interface Asked
  extends Partial<Pick<Demand, "locks" | "rewrites" | "statements" | "logged" | "roles" | "role">> {
  readonly tables?: string;
  readonly before?: (url: string) => Promise<unknown>;
}
