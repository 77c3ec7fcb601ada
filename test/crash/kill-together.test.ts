// `transaction: "all"` killed at exact messages: all of them are applied, or none.
import { expect, test } from "vitest";
import { type Crash, crashingUp, type Moment } from "./crash-run.ts";
import { seeded } from "./seeded.ts";
import { ask, subjectOf } from "./subject.ts";

const MOMENTS: readonly Moment[] = ["before", "during", "after"];
const KILLS = Number(process.env.KILLS ?? 8);
/** A run has about forty messages: left to chance alone it would seldom get through. */
const KILLS_EACH = 4;
const COUNT = 5;

const FILES = {
  "001_base.sql": "create table t (what text); insert into t values ('001');",
  "002_role.sql": "set search_path to ''; insert into public.t values ('002');",
  "003_module.ts": `import { migration } from "godwit";
export default migration({ up: ({ sql }) => sql\`insert into t values ('003')\` });`,
  "004_verified.sql": "create temp table s (a int); insert into t values ('004');",
  "004_verified_verify.sql": "select count(*) = 4 from t;",
  "005_last.sql": "create temp table s (a int); insert into t values ('005');",
};

test("killed at random messages: all or none", async () => {
  const random = seeded(Number(process.env.GODWIT_TEST_SEED ?? 20_260_219));
  for (let kills = 0; kills < KILLS; ) {
    const subject = { ...(await subjectOf(FILES)), env: { GODWIT_TRANSACTION: "all" } };
    for (let killed = 0; ; killed++) {
      const crash: Crash = {
        query: killed < KILLS_EACH ? 1 + Math.floor(random() * 45) : 0,
        moment: MOMENTS[Math.floor(random() * 3)] as Moment,
      };
      const run = await crashingUp(subject, crash);
      if (run.killed) {
        kills++;
        // The orphan may still be committing: what it does is whole.
        expect([0, COUNT]).toContain(await rowsOf(subject.url, "t"));
        continue;
      }
      expect(run.status, run.stderr).toBe(0);
      break;
    }
    expect(await rowsOf(subject.url, "t")).toBe(COUNT);
    expect(await rowsOf(subject.url, "schema_migrations")).toBe(COUNT + 1);
    const log = "schema_migrations_log where event = 'applied'";
    expect(await rowsOf(subject.url, log)).toBe(COUNT);
  }
});

async function rowsOf(url: string, from: string): Promise<number> {
  const [table = ""] = from.split(" ");
  const [there] = await ask<{ yes: boolean }>(url, `select to_regclass('${table}') is not null as yes`);
  if (!there?.yes) return 0;
  const [row] = await ask<{ n: number }>(url, `select count(*)::int as n from ${from}`);
  return row?.n ?? 0;
}
