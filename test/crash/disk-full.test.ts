// The disk fills up under a migration: it is told as that, nothing half done is forgotten, and with room it goes on.
import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, realpathSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serverUser } from "../../src/servers/server-user.ts";
import { godwit } from "../support/godwit.ts";
import { ask, subjectOf } from "./subject.ts";

const SMALL = "8m";
const ROOMY = "256m";

test("a full disk is a failure that a run with more room continues", async ({ skip }) => {
  const disk = mountSmall() ?? skip("only root on Linux may make a small disk");
  const { folder, url } = await subjectOf({
    "001_base.sql": "create table trace (what text); insert into trace values ('1');",
    "002_table.sql": `create table big (n int, filler text) tablespace small;
insert into trace values ('2');
insert into big select g, repeat(md5(g::text), 8) from generate_series(1, 60000) g;`,
    "003_index.sql": `insert into trace values ('3 a');
create index concurrently on big (filler, n) tablespace small;
insert into trace values ('3 b');`,
  });
  await ask(url, `create tablespace small location '${disk}'`);
  onTestFinished(async () => {
    await ask(url, "drop table if exists big");
    await ask(url, "drop tablespace small");
  });
  const up = () => godwit(["up"], { cwd: folder, env: { DATABASE_URL: url } });
  const trace = () => ask(url, "select what from trace order by what");

  const first = await up();
  expect(first.status, first.stderr).toBe(1);
  expect(first.stderr).toMatch(/53100/);
  expect(first.stderr).toMatch(/002_table\.sql:3/);
  expect(await trace()).toEqual([{ what: "1" }]);
  expect(await failures(url)).toEqual([{ version: "002", success: false, steps_done: 0, open: false }]);

  // Room for the table, none for the index.
  resize(disk, "24m");
  const second = await up();
  expect(second.status, second.stderr).toBe(1);
  expect(second.stderr).toMatch(/53100/);
  expect(second.stderr).toMatch(/003_index\.sql:2/);
  expect(await trace()).toEqual([{ what: "1" }, { what: "2" }, { what: "3 a" }]);
  expect(await failures(url)).toEqual([{ version: "003", success: false, steps_done: 1, open: false }]);
  expect(await ask(url, "select from pg_index where not indisvalid")).toEqual([]);

  resize(disk, ROOMY);
  const third = await up();
  expect(third.status, third.stderr).toBe(0);
  expect(await trace()).toEqual(["1", "2", "3 a", "3 b"].map((what) => ({ what })));
  expect(await ask(url, "select count(*)::int as n from pg_index where indrelid = 'big'::regclass")).toEqual([
    { n: 1 },
  ]);
});

function failures(url: string) {
  return ask(
    url,
    `select version, success, steps_done, step_started is not null as open
     from schema_migrations where not success`,
  );
}

/** A disk of a few megabytes; null where we may not make one. */
function mountSmall(): string | null {
  const user = serverUser();
  if (process.platform !== "linux" || user === null) return null;
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "godwit-small-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SMALL}`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmdirSync(folder);
    return null;
  }
  chownSync(folder, user.uid, user.gid);
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", folder]);
    rmdirSync(folder);
  });
  return folder;
}

function resize(folder: string, size: string): void {
  execFileSync("mount", ["-o", `remount,size=${size}`, folder]);
}
