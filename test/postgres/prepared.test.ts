// Our own statements are prepared in a session of a run with several migrations, and never relied upon.
import { expect, test } from "vitest";
import { ask, subjectOf } from "../crash/subject.ts";
import { godwit } from "../support/godwit.ts";
import { hasPgBouncer, pgBouncer } from "../support/pgbouncer.ts";

/** What is prepared while the fourth migration runs. */
const LOOKING = {
  "001_first.sql": "create table a (n int);",
  "002_second.sql": "create table b (n int);",
  "003_third.sql": "insert into b values (1);",
  "004_look.sql": "create table seen as select name from pg_prepared_statements;",
};
const NAMES = ["godwit fence", "godwit log line", "godwit log lock", "godwit record"];

async function seen(url: string): Promise<readonly unknown[]> {
  return (await ask<{ name: string }>(url, "select name from seen order by 1")).map(({ name }) => name);
}

test("what each migration needs is prepared after the first", async () => {
  const { folder, url } = await subjectOf(LOOKING);
  const up = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: url } });
  expect(up.status, up.stderr).toBe(0);
  expect(await seen(url)).toEqual(NAMES);
  const verified = await godwit(["history", "--verify"], { cwd: folder, env: { DATABASE_URL: url } });
  expect(verified.status, verified.stderr).toBe(0);
});

test.skipIf(hasPgBouncer() === null)("behind a pooler nothing is prepared", async () => {
  const { folder, url } = await subjectOf(LOOKING);
  const up = await godwit(["up"], { cwd: folder, env: { DATABASE_URL: await pgBouncer(url, 1) } });
  expect(up.status, up.stderr).toBe(0);
  expect(await seen(url)).toEqual([]);
});

test.each([
  ["a statement of the file", "deallocate all"],
  ["a block whose code nobody reads", "do $$ begin execute 'deallocate all'; end $$"],
])("%s takes them away, and nothing is missed", async (_title, statement) => {
  const { folder, url } = await subjectOf({
    ...LOOKING,
    "005_away.sql": `${statement};`,
    "006_more.sql": "select 1;",
  });
  const up = await godwit(["up", "--json"], { cwd: folder, env: { DATABASE_URL: url } });
  expect(up.status, up.stderr).toBe(0);
  expect(up.json()).toMatchObject({ migrations: Array(6).fill({ retries: 0 }) });
});

test("a trigger takes them away: that migration is tried again without", async () => {
  const { folder, url } = await subjectOf({
    ...LOOKING,
    "005_trigger.sql": `create function away() returns trigger language plpgsql as $$
begin execute 'deallocate all'; return new; end $$;
create trigger away before insert on a for each row execute function away();`,
    "006_insert.sql": "insert into a values (6);",
    "007_insert.sql": "insert into a values (7);",
  });
  const up = await godwit(["up", "--json"], { cwd: folder, env: { DATABASE_URL: url } });
  expect(up.status, up.stderr).toBe(0);
  const { migrations } = up.json() as { readonly migrations: readonly { readonly retries: number }[] };
  expect(migrations.map(({ retries }) => retries)).toEqual([0, 0, 0, 0, 0, 1, 0]);
  expect(await ask(url, "select n from a order by 1")).toEqual([{ n: 6 }, { n: 7 }]);
});
