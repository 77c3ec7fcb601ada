// `godwit sql`: psql running the script leaves what a run leaves, or nothing that the next run does not go on from.
import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { freshDatabase, withClient } from "./support/database.ts";
import { folderOf } from "./support/folder-of.ts";
import { cleanEnvironment, godwit } from "./support/godwit.ts";
import { hasPsql } from "./support/installed-program.ts";

const missing = hasPsql() === null ? "no psql on the PATH" : null;

const MIGRATIONS = {
  "migrations/001_people.sql": `-- Description: who
create table people (id int primary key, name text not null); -- the end`,
  "migrations/001_people_rollback.sql": "drop table people;",
  "migrations/002_rows.sql": String.raw`copy people (id, name) from stdin;
1	ada \\ bob
2	$do$ --
\.
`,
  "migrations/002_rows_rollback.sql": "delete from people;",
  "migrations/002_rows_verify.sql": "select count(*) = 2 as two, 'text' from people;\nselect 7;",
  "migrations/003_index.sql": `-- Requires: exists (select from people)
-- Lock-Timeout: 3s
create index concurrently people_name on people (name);
create index concurrently people_both on people (id, name);`,
  "migrations/003_index_rollback.sql": "drop index people_name, people_both;",
  "migrations/004_blocks.sql": `set search_path to public;
begin; create type mood as enum ('a'); commit;
alter type mood add value 'it''s; here';
do $$ begin execute 'create view happy as select 1 as "a:b", (array[1,2])[1:2] as part'; end $$;`,
  "migrations/repeatable/names.sql": "create or replace view names as select name from people;",
};

describe.skipIf(missing)("a script for psql", () => {
  if (missing) console.warn(`scripts for psql are not tried: ${missing}`);

  async function project(files: Readonly<Record<string, string>> = MIGRATIONS, major?: number) {
    const cwd = folderOf(files);
    const database = await freshDatabase(major === undefined ? {} : { major });
    onTestFinished(() => database.drop());
    const env = { DATABASE_URL: database.url, GODWIT_USER: "ada" };
    return {
      cwd,
      env,
      run: (...args: string[]) => godwit(args, { cwd, env }),
      /** What psql said on stderr; empty when it went through. */
      script: async (...args: string[]) => {
        const { status, stdout, stderr } = await godwit(["sql", ...args], {
          cwd,
          env: { GODWIT_USER: "ada" },
        });
        expect(status, stderr).toBe(0);
        const file = join(cwd, "script.sql");
        writeFileSync(file, stdout);
        onTestFinished(() => rmSync(file, { force: true }));
        return promisify(execFile)("psql", ["-X", "-q", "-f", file, database.url], {
          env: cleanEnvironment(),
        }).then(
          () => "",
          (error: { stderr: string }) => error.stderr,
        );
      },
      rows: (sql: string) => withClient(database.url, async (client) => (await client.query(sql)).rows),
    };
  }

  /** All but times, durations and the run. */
  const HISTORY = `select to_jsonb(h) - '{applied_at,execution_time_ms,run_id,applied_by,step_started,tool_version}'::text[] as record
    from schema_migrations h order by version`;
  const LOG = `select event, version, name, who, reason, checksum, details from schema_migrations_log order by id`;
  const CONTENT = "select * from people order by id";

  it.each(inject("majors"))("leaves on PostgreSQL %s what a run leaves", async (major) => {
    const [byScript, byRun] = [await project(MIGRATIONS, major), await project(MIGRATIONS, major)];
    expect(await byScript.script()).toBe("");
    const up = await byRun.run("up");
    expect(up.status, up.stderr).toBe(0);
    for (const query of [HISTORY, CONTENT, 'select "a:b", part from happy']) {
      expect(await byScript.rows(query)).toEqual(await byRun.rows(query));
    }
    const seen = (rows: { details: Record<string, unknown> }[]) =>
      // What a concurrent step found before it, a script does not see.
      rows.map(({ details: { existed: _, before: __, found: ___, ...details }, ...row }) => ({
        ...row,
        details,
      }));
    const strip = (rows: unknown[]) =>
      seen(rows as never).map(({ details, ...row }) => [row, Object.keys(details).includes("rollback")]);
    expect(strip(await byScript.rows(LOG))).toEqual(strip(await byRun.rows(LOG)));
    expect((await byScript.run("history", "--verify")).status).toBe(0);
    expect((await byScript.run("check")).status).toBe(0);
    expect((await byScript.run("up")).stdout).toContain("nothing to apply");
  });

  it("applies and reverts a range, and refuses a database that stands elsewhere", async () => {
    const { script, run, rows } = await project();
    expect(await script("001:")).toContain("001, which this script comes after, is not applied");
    expect(await script(":002")).toBe("");
    expect(await script(":002")).toContain(
      "some of the migrations of this script are in the history already",
    );
    expect(await script("002:003")).toBe("");
    expect(await rows("select version from schema_migrations where version <> '000' order by 1")).toEqual(
      ["001", "002", "003"].map((version) => ({ version })),
    );
    expect(await script("003:001", "--down")).toBe("");
    expect(await script("003:001", "--down")).toContain("not all of the migrations that this script reverts");
    expect(await rows("select count(*)::int as n from people")).toEqual([{ n: 0 }]);
    expect((await run("status", "--json")).json()).toMatchObject({ counts: { applied: 1 } });
    expect((await run("history", "--verify")).status).toBe(0);
  });

  it("stops where something fails, and a run goes on from there", async () => {
    const files = {
      "migrations/001_a.sql": "create table a (n int);",
      "migrations/002_b.sql": "insert into a values (1);",
      "migrations/002_b_verify.sql": "select n = 2 as is_two from a;",
    };
    const { script, run, rows, cwd } = await project(files);
    expect(await script()).toContain(
      "the verify script of 002_b: it is not true: select n = 2 as is_two from a",
    );
    expect(await rows("select * from a")).toEqual([]);
    writeFileSync(join(cwd, "migrations/002_b_verify.sql"), "select n = 1 from a;");
    const up = await run("up");
    expect(up.status, up.stderr).toBe(0);
    expect(await rows("select * from a")).toEqual([{ n: 1 }]);
  });

  it("asks for what a migration requires, and for the lock", async () => {
    const { script, env } = await project({
      "migrations/001_a.sql": "-- Requires: to_regclass('nowhere') is not null\nselect 1;",
    });
    expect(await script()).toContain("001_a requires what is not so: it is not true: to_regclass('nowhere')");
    await withClient(env.DATABASE_URL, async (client) => {
      await client.query("update schema_migrations_lock set held = false");
      await client.query(
        "select pg_advisory_lock(hashtextextended('godwit run public.schema_migrations', 0))",
      );
      expect(await script()).toContain("another run of Godwit holds the lock");
    });
  });

  it("says what cannot be written", async () => {
    const cwd = folderOf({
      "migrations/001_a.sql": "select 1;",
      "migrations/002_b.ts":
        'import { migration } from "godwit";\nexport default migration({ up: async () => {} });',
    });
    const said = async (...args: string[]) => (await godwit(["sql", ...args], { cwd })).stderr;
    expect(await said()).toContain("NOT_SUPPORTED: migrations/002_b.ts is TypeScript");
    expect(await said(":001", "--down")).toContain("has to know where the database stands");
    expect(await said("001:0", "--down")).toContain("NO_ROLLBACK");
    expect(await said("7:")).toContain("there is no migration 7");
    expect(await said("7")).toContain("7 is no range");
  });
});
