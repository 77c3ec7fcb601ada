// What rules say that PostgreSQL refuses, run on real servers: their bad examples fail, their good ones do not.
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { RULES } from "../src/postgres/rules.ts";
import { type FreshDatabase, freshDatabase, withClient } from "./support/database.ts";

const SCHEMA = `
create table users (id int, name text, mail text);
insert into users values (1, 'a', 'b');
create type mood as enum ('sad', 'ok');
create table people (mood mood);
create table m_2026 (at date, v int);
`;

/** Rules to the SQLSTATE of their bad example. */
const REFUSED: Readonly<Record<string, string>> = {
  "concurrently-in-transaction": "25001",
  "concurrent-index-on-partitioned-table": "42809",
  "unique-without-partition-key": "0A000",
  "enum-value-used-at-once": "55P04",
  "duplicate-assignment": "42601",
  "add-required-column": "23502",
};

describe.each(inject("majors"))("PostgreSQL %s", (major) => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase({ major, sql: SCHEMA });
  });
  afterAll(() => database.drop());

  /** The SQLSTATE of the first error; null where all of it runs. What runs outside of transactions is sent alone. */
  async function run(text: string): Promise<string | null> {
    const fresh = await freshDatabase({ major, sql: SCHEMA });
    try {
      return await withClient(fresh.url, async (client) => {
        for (const file of text.split(/^-- file:.*$/m)) {
          const alone = /concurrently/i.test(file);
          const statements = alone ? file.split(";").filter((statement) => statement.trim() !== "") : [file];
          for (const statement of statements) await client.query(statement);
        }
        return null;
      });
    } catch (error) {
      return (error as { code?: string }).code ?? "?";
    } finally {
      await fresh.drop();
    }
  }

  it.each(Object.entries(REFUSED))("refuses the bad example of %s", async (name, sqlstate) => {
    const rule = RULES.find((candidate) => candidate.name === name);
    // An enum's value may not be used at all before 12; the state of a partitioned table's index differs by version.
    const states = name === "concurrent-index-on-partitioned-table" ? [sqlstate, "0A000"] : [sqlstate];
    expect(states).toContain(await run(rule?.bad ?? ""));
  });

  it.each(Object.keys(REFUSED))("runs the good example of %s", async (name) => {
    expect(await run(RULES.find((candidate) => candidate.name === name)?.good ?? "")).toBeNull();
  });

  it("reads backslashes in a cast to bytea, in a generated column too", async () => {
    await withClient(database.url, async (client) => {
      await client.query(
        "create table hashed (config text, hash text generated always as (encode(sha256(config::text::bytea), 'hex')) stored)",
      );
      await client.query("insert into hashed values ('plain')");
      await expect(client.query("insert into hashed values ($1)", ['{"a": "x\\y"}'])).rejects.toMatchObject({
        code: "22P02",
      });
    });
  });
});
