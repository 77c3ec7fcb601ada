// A half-applied file that was changed, a concurrent build that fails, and what an invalid index of before is worth.
import { expect, test } from "vitest";
import { godwit } from "../support/godwit.ts";
import { ask, subjectOf, writeMigrations } from "./subject.ts";

const BASE = "create table t (n int); insert into t values (1), (1), (2);";
const INVALID = "select indexrelid::regclass::text as index from pg_index where not indisvalid";

async function started(second: string) {
  const subject = await subjectOf({ "001_base.sql": BASE, "002_second.sql": second });
  const env = { DATABASE_URL: subject.url };
  const up = () => godwit(["up", "--json"], { cwd: subject.folder, env });
  const base = () => godwit(["up", "--to", "001"], { cwd: subject.folder, env });
  const write = (text: string) => writeMigrations(subject.folder, { "002_second.sql": text });
  return { ...subject, up, base, write };
}

const HALF = `insert into t values (10);
create index concurrently first on t (n);
insert into t values (20);
create index concurrently second on t (nothing);
insert into t values (30);`;

test("an executed step that was edited stops the resume before anything is written", async () => {
  const { url, up, write } = await started(HALF);
  expect((await up()).status).toBe(1);
  const log = await ask(url, "select * from schema_migrations_log order by id");
  write(HALF.replace("(10)", "(11)").replace("nothing", "n"));
  const edited = await up();
  expect(edited.status, edited.stderr).toBe(3);
  expect(edited.json()).toMatchObject({ error: { code: "STEPS_EDITED", line: 1 } });
  expect(await ask(url, "select n from t where n >= 10 order by n")).toEqual([{ n: 10 }, { n: 20 }]);
  expect(await ask(url, "select * from schema_migrations_log where event <> 'failed' order by id")).toEqual(
    log.filter((line) => line.event !== "failed"),
  );
});

test("the failed step, later ones, and layout of executed ones may be edited", async () => {
  const { url, up, write } = await started(HALF);
  expect((await up()).status).toBe(1);
  write(
    `-- now with a comment\n${HALF.replace("insert into t values (10)", "INSERT  INTO t\nVALUES (10)")
      .replace("nothing", "n")
      .replace("(30)", "(33)")}`,
  );
  const fixed = await up();
  expect(fixed.status, fixed.stderr).toBe(0);
  expect(await ask(url, "select n from t where n >= 10 order by n")).toEqual([
    { n: 10 },
    { n: 20 },
    { n: 33 },
  ]);
  expect(await ask(url, INVALID)).toEqual([]);
  expect(
    await ask(url, "select success, steps_done, error from schema_migrations where version = '002'"),
  ).toEqual([{ success: true, steps_done: 5, error: null }]);
});

test("a unique build over duplicates leaves no invalid index, and a corrected file goes on", async () => {
  const text =
    "insert into t values (10);\ncreate unique index concurrently once on t (n);\ninsert into t values (20);";
  const { url, up, write } = await started(text);
  const failed = await up();
  expect(failed.status).toBe(1);
  expect(failed.json()).toMatchObject({ error: { code: "MIGRATION_FAILED", sqlstate: "23505", line: 2 } });
  expect(await ask(url, INVALID)).toEqual([]);
  write(text.replace("create unique", "create"));
  const fixed = await up();
  expect(fixed.status, fixed.stderr).toBe(0);
  expect(await ask(url, "select n from t where n >= 10 order by n")).toEqual([{ n: 10 }, { n: 20 }]);
});

test("duplicates removed by hand: the same file goes on", async () => {
  const text = "create unique index concurrently on t (n);\ninsert into t values (20);";
  const { url, up } = await started(text);
  expect((await up()).status).toBe(1);
  expect(await ask(url, INVALID)).toEqual([]);
  await ask(url, "delete from t where n = 1");
  const fixed = await up();
  expect(fixed.status, fixed.stderr).toBe(0);
  expect(await ask(url, "select count(*)::int as n from pg_index where indrelid = 't'::regclass")).toEqual([
    { n: 1 },
  ]);
});

test("`if not exists` does not keep an invalid index of that name", async () => {
  const { url, up, base } = await started("create unique index concurrently if not exists once on t (n);");
  await base();
  await ask(url, "create unique index concurrently once on t (n)").catch(() => undefined);
  expect(await ask(url, INVALID)).toEqual([{ index: "once" }]);
  await ask(url, "delete from t where n = 1");
  const { status, stderr } = await up();
  expect(status, stderr).toBe(0);
  expect(await ask(url, INVALID)).toEqual([]);
  expect(await ask(url, "select indisvalid from pg_index where indexrelid = 'once'::regclass")).toEqual([
    { indisvalid: true },
  ]);
});

test("an index of the same name and another definition is not taken for the wanted one", async () => {
  const { url, up, base } = await started("create index concurrently if not exists once on t (n, (n + 1));");
  await base();
  await ask(url, "create index once on t (n)");
  const refused = await up();
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/another definition/);
});
