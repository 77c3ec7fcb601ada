// Subscriptions are in no template, and keep a database from being dropped: they are proved here, not as cases.
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { type FreshDatabase, freshDatabase, withClient } from "../support/database.ts";
import { provePair } from "./prove-pair.ts";

const FROM = `
  create subscription sub connection 'host=localhost password=secret dbname=x' publication one, two
    with (connect = false, slot_name = none);
  create subscription slotted connection 'dbname=x' publication one with (connect = false);`;
const TO = `
  create subscription sub connection 'host=localhost password=other dbname=y' publication one
    with (connect = false, slot_name = none, synchronous_commit = 'local');
  comment on subscription sub is 'from afar';
  create subscription slotted connection 'dbname=x' publication one with (connect = false, slot_name = other);
  create subscription more connection 'dbname=y' publication one with (connect = false, slot_name = none);`;

describe.each(inject("majors"))("on PostgreSQL %i", (major) => {
  const databases: FreshDatabase[] = [];

  beforeEach(async () => {
    databases.push(await freshDatabase({ major }), await freshDatabase({ major }));
  });

  afterEach(async () => {
    for (const database of databases.splice(0)) {
      await withClient(database.url, async (client) => {
        const { rows } = await client.query(
          "select subname from pg_subscription s join pg_database d on d.oid = subdbid where datname = current_database()",
        );
        for (const { subname } of rows) {
          await client.query(`alter subscription ${subname} set (slot_name = none)`);
          await client.query(`drop subscription ${subname}`);
        }
      });
      await database.drop();
    }
  });

  it("are made, changed and dropped without a connection, and no password is seen", async () => {
    const [left, right] = databases as [FreshDatabase, FreshDatabase];
    await withClient(left.url, (client) => client.query(FROM));
    await withClient(right.url, (client) => client.query(TO));
    const pair = { fromUrl: left.url, toUrl: right.url, major, dumps: false };
    const verdicts = await provePair(pair);
    expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
    expect(JSON.stringify(verdicts)).not.toMatch(/password=(?:secret|other)/);
  });
});
