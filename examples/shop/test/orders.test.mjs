// node --test test/: each test has a database of its own, with all migrations applied.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { migratedDatabase } from "godwit/testing";
import pg from "pg";

let database;
let client;

before(async () => {
  database = await migratedDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

after(async () => {
  await client.end();
  await database.drop();
});

test("an order has a total", async () => {
  const { rows } = await client.query("select total_cents from orders limit 1");
  assert.ok(rows[0].total_cents > 0);
});
