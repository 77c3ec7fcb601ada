// Statements outside transactions that the server refuses, and what earlier attempts left in their way.
import { expect, test } from "vitest";
import { godwit } from "../support/godwit.ts";
import { ask, type Subject, subjectOf, writeMigrations } from "./subject.ts";

const BASE = {
  "001_base.sql": `create table t (a int, b int); insert into t values (1, 1), (1, 2);
create function slow(int) returns int immutable language plpgsql as $$ begin perform pg_sleep(0.3); return $1; end $$;`,
};

test("an invalid index of the wanted name is built again, also with IF NOT EXISTS", async () => {
  const subject = await subjectOf(BASE);
  expect(await up(subject)).toMatchObject({ status: 0 });
  await expect(ask(subject.url, "create unique index concurrently t_a on t (a)")).rejects.toThrow(/unique/);
  expect(await indexes(subject)).toEqual([{ name: "t_a", valid: false, is_unique: true }]);
  writeMigrations(subject.folder, {
    "002_index.sql": "create index concurrently if not exists t_a on t (a);",
  });
  expect(await up(subject)).toMatchObject({ status: 0 });
  expect(await indexes(subject)).toEqual([{ name: "t_a", valid: true, is_unique: false }]);
});

test("IF NOT EXISTS does not keep an index of another definition", async () => {
  const subject = await subjectOf(BASE);
  await up(subject);
  await ask(subject.url, "create index t_a on t (b)");
  writeMigrations(subject.folder, {
    "002_index.sql": "create index concurrently if not exists t_a on t (a);",
  });
  const refused = await up(subject);
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toMatch(/another definition/);
  expect(refused.stderr).toMatch(/002_index\.sql:1/);
  writeMigrations(subject.folder, {
    "002_index.sql": "create index concurrently if not exists t_a2 on t (a);",
  });
  expect(await up(subject)).toMatchObject({ status: 0 });
  expect((await indexes(subject)).map(({ name }) => name)).toEqual(["t_a", "t_a2"]);
});

test("a valid index that is already there is an error without IF NOT EXISTS, and stays", async () => {
  const subject = await subjectOf(BASE);
  await up(subject);
  await ask(subject.url, "create index t_a on t (a)");
  writeMigrations(subject.folder, { "002_index.sql": "create index concurrently t_a on t (a);" });
  for (const _ of [1, 2]) {
    const refused = await up(subject);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.stderr).toContain("42P07");
  }
  expect(await indexes(subject)).toEqual([{ name: "t_a", valid: true, is_unique: false }]);
});

test.each([
  ["drop index concurrently nowhere;", "42704", "drop index concurrently if exists nowhere;"],
  ["alter table p detach partition t concurrently;", "42P01", "select 1;"],
  ["create database template1;", "42P04", "select 1;"],
  ["drop database nowhere_at_all;", "3D000", "select 1;"],
])("%s is refused every time, and may be corrected", async (statement, sqlstate, corrected) => {
  const subject = await subjectOf(BASE);
  await up(subject);
  const file = (text: string): void =>
    writeMigrations(subject.folder, {
      "002_refused.sql": `insert into t values (2, 2);\n${text}\ninsert into t values (3, 3);`,
    });
  file(statement);
  for (const _ of [1, 2]) {
    const refused = await up(subject);
    expect(refused, refused.stderr).toMatchObject({ status: 1 });
    expect(refused.stderr).toContain(sqlstate);
    expect(refused.stderr).toContain("step 2 of 3");
  }
  expect(await history(subject)).toMatchObject({ success: false, steps_done: 1, open: false });
  file(corrected);
  expect(await up(subject)).toMatchObject({ status: 0 });
  expect(await ask(subject.url, "select a from t where a > 1 order by 1")).toEqual([{ a: 2 }, { a: 3 }]);
});

test("a build that runs into the statement timeout is cleared away", async () => {
  const subject = await subjectOf(BASE);
  await up(subject);
  const file = (timeout: string): void =>
    writeMigrations(subject.folder, {
      "002_slow.sql": `-- Statement-Timeout: ${timeout}\ncreate index concurrently on t (slow(a));\n`,
    });
  file("400ms");
  const refused = await up(subject);
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toContain("57014");
  expect(await indexes(subject)).toEqual([]);
  file("30s");
  expect(await up(subject)).toMatchObject({ status: 0 });
  expect(await indexes(subject)).toEqual([{ name: "t_slow_idx", valid: true, is_unique: false }]);
});

test("a build that cannot be cleared away now is cleared away by the next run", async () => {
  const subject = await subjectOf(BASE);
  await up(subject);
  writeMigrations(subject.folder, { "002_unique.sql": "create unique index concurrently t_a on t (a);" });
  // Whoever may create but not drop: an event trigger stands in for all reasons.
  await ask(
    subject.url,
    `create function no_drop() returns event_trigger language plpgsql as $$ begin raise 'not now'; end $$;
    create event trigger no_drop on ddl_command_start when tag in ('DROP INDEX') execute function no_drop()`,
  );
  const refused = await up(subject);
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toContain("23505");
  expect(await history(subject)).toMatchObject({ success: false, open: true });
  expect(await indexes(subject)).toMatchObject([{ name: "t_a", valid: false }]);
  await ask(subject.url, "drop event trigger no_drop; delete from t where b = 2");
  expect(await up(subject)).toMatchObject({ status: 0 });
  expect(await indexes(subject)).toEqual([{ name: "t_a", valid: true, is_unique: true }]);
});

function up({ folder, url }: Subject) {
  return godwit(["up"], { cwd: folder, env: { DATABASE_URL: url, GODWIT_LOCK_BUDGET: "5s" } });
}

function indexes({ url }: Subject) {
  return ask<{ name: string; valid: boolean; is_unique: boolean }>(
    url,
    `select indexrelid::regclass::text as name, indisvalid as valid, indisunique as is_unique
     from pg_index where indrelid = 't'::regclass order by 1`,
  );
}

async function history({ url }: Subject) {
  const [row] = await ask(
    url,
    `select success, steps_done, step_started is not null as open from schema_migrations
     order by version desc limit 1`,
  );
  return row;
}
