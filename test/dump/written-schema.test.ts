// The dump: what was written and loaded again is the same schema and the same text, on every major and for real histories.
import { afterAll, describe, expect, inject, it } from "vitest";
import { WRITTEN_BY } from "../../src/actions/written-schema.ts";
import { diff } from "../../src/core/diff.ts";
import { postgresSchemas } from "../../src/postgres/schema-engine.ts";
import { ownCases } from "../diff/diff-cases.ts";
import { historyStates } from "../diff/history-states.ts";
import { describe as words } from "../diff/prove-pair.ts";
import { type FreshDatabase, freshDatabase, withClient } from "../support/database.ts";
import { HISTORY_MAJOR, historyCases, missingForHistories } from "../support/history-case.ts";
import { historyDatabase } from "../support/history-run.ts";
import { sample } from "../support/sample.ts";
import { writtenFrom } from "./written-from.ts";

const made: FreshDatabase[] = [];
afterAll(async () => {
  for (const database of made) await database.drop();
});

/** Loads what was written into an empty database and reads that. */
async function throughText(url: string, major: number) {
  const first = await writtenFrom(url, major);
  const copy = await freshDatabase({ major });
  made.push(copy);
  await withClient(copy.url, (client) => client.query(first.text));
  const second = await writtenFrom(copy.url, major);
  const rest = diff(postgresSchemas.written(second.schema), postgresSchemas.written(first.schema));
  return { first, second, rest: rest.map(words) };
}

describe.each(inject("majors").map((major) => ({ major })))("on PostgreSQL $major", ({ major }) => {
  const sides = sample(ownCases(), 16, major)
    .filter(({ since }) => since <= major)
    .map(({ name, setup, to }) => ({ title: name, sql: `${setup}\n${to}` }));

  it.each(sides)("$title", async ({ sql }) => {
    const database = await freshDatabase({ major, sql });
    made.push(database);
    const { first, second, rest } = await throughText(database.url, major);
    expect(rest, first.text).toEqual([]);
    expect(second.text).toBe(first.text);
  });
});

// Views are left out: from 16 on PostgreSQL prints another text for them.
it("gives the same bytes on all majors", async () => {
  const texts = await Promise.all(
    inject("majors").map(async (major) => {
      const database = await freshDatabase({ major, sql: EVERYDAY });
      made.push(database);
      return (await writtenFrom(database.url, major)).text;
    }),
  );
  expect(texts.length).toBeGreaterThan(1);
  expect(new Set(texts).size, texts.join("\n")).toBe(1);
  await expect(texts[0]).toMatchFileSnapshot("everyday.sql");
});

it("moves nothing for a new table, and nothing for a new foreign key", async () => {
  const [before, after] = await Promise.all(
    [EVERYDAY, `${EVERYDAY}\n${NEW}`].map(async (sql) => {
      const database = await freshDatabase({ sql });
      made.push(database);
      return (await writtenFrom(database.url)).text.split("\n\n");
    }),
  );
  const kept = after?.filter((block) => before?.includes(block));
  expect(kept).toEqual(before);
  expect(after?.length).toBe((before?.length ?? 0) + 4);
});

const missing = missingForHistories();
describe.skipIf(missing !== null)(`of real histories${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it.each(sample(historyCases(), 4).map((history) => [history.name, history] as const))(
    "%s",
    async (_name, history) => {
      const work = await historyDatabase(history, HISTORY_MAJOR);
      made.push(work);
      await historyStates(history, { work, steps: [history.order.length], major: HISTORY_MAJOR });
      const { first, second, rest } = await throughText(work.url, HISTORY_MAJOR);
      expect(rest).toEqual([]);
      expect(second.text).toBe(first.text);
      expect(first.text.startsWith(WRITTEN_BY)).toBe(true);
    },
  );
});

const EVERYDAY = `
create extension pgcrypto;
create schema app;
create type app.mood as enum ('good', 'bad');
create type app.span as range (subtype = date);
create domain app.email as text check (value like '%@%');
create table app.users (
  id serial primary key,
  email app.email not null unique,
  mood app.mood default 'good',
  "odd Name" text not null default 'x',
  total numeric(10, 2) check (total >= 0),
  created_at timestamptz not null default now()
);
alter table app.users rename column created_at to made_at;
comment on table app.users is 'people';
comment on column app.users.email is 'where we write to';
create index on app.users (lower(email));
create table app.orders (
  id bigint generated always as identity primary key,
  user_id int not null references app.users (id) on delete cascade,
  parent bigint references app.orders (id)
);
alter table app.orders enable row level security;
create policy own on app.orders using (user_id > 0);
create function app.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch before update on app.orders for each row execute function app.touch();
create function app.newest() returns setof app.users language sql as 'select * from app.users';
grant all on app.users to public;
alter default privileges in schema app grant all on tables to public;
create table app.parts (id int, at date) partition by range (at);
create index on app.parts (at);
create table app.parts_1 partition of app.parts for values from ('2026-01-01') to ('2027-01-01');
`;

/** The default privileges grant the new table to everybody. */
const NEW = `
create table app.aaa (id int primary key);
alter table app.users add constraint more foreign key (id) references app.aaa (id);
create index on app.parts_1 (id);
`;
