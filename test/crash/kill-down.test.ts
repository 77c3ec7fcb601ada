// `down` killed at exact messages: every rollback takes effect once, whatever it is made of.
import { expect, test } from "vitest";
import { godwit } from "../support/godwit.ts";
import { type Crash, crashingUp, type Moment } from "./crash-run.ts";
import { seeded } from "./seeded.ts";
import { ask, type Subject, subjectOf } from "./subject.ts";

const MOMENTS: readonly Moment[] = ["before", "during", "after"];
const KILLS = Number(process.env.KILLS ?? 10);

const said = (what: string): string => `insert into trace values ('${what}');`;

const FILES = {
  "001_base.sql": "create table t (a int, b int); insert into t select g, g from generate_series(1, 200) g;",
  "001_base_rollback.sql": `drop table t;\n${said("1")}`,
  "002_index.sql": "create index concurrently t_a on t (a); create index concurrently on t (b, a);",
  "002_index_rollback.sql": `${said("2 a")}\ndrop index concurrently t_a;\n${said("2 b")}
drop index concurrently t_b_a_idx;\n${said("2 c")}`,
  "003_blocks.sql": "alter table t add c int;",
  "003_blocks_rollback.sql": `begin;\n${said("3 a")}\ncommit and chain;\n${said("3 b")}\ncommit;
begin;\n${said("3 never")}\nrollback;\nset search_path to nowhere, public;\nalter table t drop c;
begin;\n${said("3 c")}\ncommit;`,
  "004_module.ts": `import { migration } from "godwit";
export default migration({
  up: ({ sql }) => sql\`alter table t add d int\`,
  down: async ({ sql }) => {
    await sql\`alter table t drop d\`;
    await sql\`insert into trace values ('4')\`;
  },
});`,
  "005_dropped.sql": "drop index concurrently if exists t_a_b; alter table t alter b set not null;",
  "005_dropped_rollback.sql": `alter table t alter b drop not null;
create unique index concurrently t_a_b on t (a, b);\n${said("5 a")}
reindex index concurrently t_a_b;\n${said("5 b")}\ndrop index concurrently t_a_b;`,
  "006_partition.sql": `create table p (a int) partition by range (a);
create table p_1 partition of p for values from (0) to (10);`,
  "006_partition_rollback.sql": `alter table p detach partition p_1 concurrently;
drop table p_1;\n${said("6")}\ndrop table p;`,
};

test("killed at random messages until everything is reverted", async () => {
  const random = seeded(Number(process.env.GODWIT_TEST_SEED ?? 20_260_219));
  for (let kills = 0; kills < KILLS; ) {
    const subject = await applied();
    const story: string[] = [];
    for (;;) {
      const crash: Crash = {
        query: 1 + Math.floor(random() * 40),
        moment: MOMENTS[Math.floor(random() * 3)] as Moment,
      };
      const run = await crashingUp(subject, crash, ["down", "--to", "0"]);
      story.push(`${crash.moment} ${crash.query}: ${run.at.slice(0, 300)}\n${run.stderr}`);
      if (!run.killed) {
        expect(run.status, story.join("\n---\n")).toBe(0);
        break;
      }
      kills++;
    }
    await expectReverted(subject, story);
  }
});

async function applied(): Promise<Subject> {
  const subject = await subjectOf(FILES);
  await ask(subject.url, "create table trace (what text)");
  const { status, stderr } = await godwit(["up"], {
    cwd: subject.folder,
    env: { DATABASE_URL: subject.url },
  });
  expect(status, stderr).toBe(0);
  return subject;
}

async function expectReverted({ url, folder }: Subject, story: readonly string[]): Promise<void> {
  const left = await ask<{ name: string }>(
    url,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'i')
     and relname not like 'schema\\_migrations%' order by 1`,
  );
  expect(left, story.join("\n---\n")).toEqual([{ name: "trace" }]);
  const trace = await ask<{ what: string }>(url, "select what from trace order by what");
  expect(
    trace.map(({ what }) => what),
    story.join("\n---\n"),
  ).toEqual(["1", "2 a", "2 b", "2 c", "3 a", "3 b", "3 c", "4", "5 a", "5 b", "6"]);
  expect(await ask(url, "select version from schema_migrations")).toEqual([{ version: "000" }]);
  expect(
    await ask(
      url,
      "select version, count(*)::int from schema_migrations_log where event = 'reverted' group by 1 order by 1",
    ),
  ).toEqual(["001", "002", "003", "004", "005", "006"].map((version) => ({ version, count: 1 })));
  const verified = await godwit(["history", "--verify"], { cwd: folder, env: { DATABASE_URL: url } });
  expect(verified.status, verified.stdout).toBe(0);
}
