// The tests' own databases: alone, filled from a template, and gone after `drop`, whoever is connected.
import { expect, inject, test } from "vitest";
import { freshDatabase, sharedServer, withClient } from "./database.ts";

const COUNTER = "create table counter (n int); insert into counter values (1)";

test.each(inject("majors"))("databases of PostgreSQL %i are alone and begin alike", async (major) => {
  const [first, second] = await Promise.all([1, 2].map(() => freshDatabase({ major, sql: COUNTER })));
  if (first === undefined || second === undefined) throw new Error("no database");
  await withClient(first.url, (client) => client.query("update counter set n = n + 1"));
  const counts = await Promise.all(
    [first, second].map(({ url }) => withClient(url, (client) => client.query("select n from counter"))),
  );
  expect(counts.map(({ rows }) => rows)).toEqual([[{ n: 2 }], [{ n: 1 }]]);
  await second.drop();

  const cut = await withClient(first.url, async (client) => {
    const sleeping = client.query("select pg_sleep(60)").catch(String);
    await first.drop();
    return sleeping;
  }).catch(String);
  expect(cut).toMatch(/terminat/);
  const left = await withClient(await sharedServer(major), (client) =>
    client.query("select datname from pg_database where datname = any($1)", [[first.name, second.name]]),
  );
  expect(left.rows).toEqual([]);
});
