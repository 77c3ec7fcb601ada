// A large schema: reading 12,000 objects beside pg_dump -s, planning 1,000 changed tables beside that read, and memory.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { say, target } from "./figures.mjs";
import { runProcess } from "./measure.mjs";
import { freshDatabase, query, withServer } from "./server.mjs";
import { root, sources } from "./sources.mjs";

const TABLES = 2_000;
const CHANGED = 1_000;
const ROUNDS = 7;

/** 2,000 tables with a key, a check and an index each, 1,000 views, 1,000 functions: 12,000 things by their own name. */
const MAKE = `do $$ begin
  for i in 1..${TABLES} loop
    execute format('create table t%s (id bigint generated always as identity primary key, a text not null default ''x'',
      b integer check (b > 0), c timestamptz default now(), d jsonb, e numeric(10,2), f text, g text)', i);
    execute format('create index on t%s (a)', i);
    execute format('comment on table t%s is ''table %s''', i, i);
    if i <= 1000 then
      execute format('create view v%s as select id, a from t%s', i, i);
      execute format('create function f%s(x int) returns int language sql as ''select 1''', i);
    end if;
    commit;
  end loop;
end $$`;

const CHANGE = `do $$ begin
  for i in 1..${CHANGED} loop
    execute format('alter table t%s add column h integer, alter column f set not null, drop column g', i);
    commit;
  end loop;
end $$`;

export async function run() {
  const dump = clientMajor();
  if (dump === null) return say("skipped: no pg_dump on PATH to compare with");
  const from = join(root, ".cache", `postgres-${dump}`);
  if (!existsSync(from))
    return say(`skipped: the tests install the server of pg_dump's major, ${dump}, into .cache`);
  const options = { major: dump, from };
  await withServer("none", options, async (server) => {
    say(server.settings);
    const [one, other] = [await freshDatabase(server), await freshDatabase(server)];
    await query(one.url, MAKE);
    await query(other.url, MAKE);
    await query(other.url, CHANGE);
    const [{ count }] = await query(
      one.url,
      `select (select count(*) from pg_class where oid >= 16384) + (select count(*) from pg_constraint where oid >= 16384)
       + (select count(*) from pg_proc where oid >= 16384) as count`,
    );
    say(`${count} tables, indexes, sequences, views, constraints and functions`);
    await timed(one.url, other.url, dump);
    await remembered(one.url, dump);
  });
}

async function timed(one, other, major) {
  const { open, readSchema, planBetween } = await sources("bench/schema-reader.ts");
  const [left, right] = [await open(one), await open(other)];
  const times = { dump: [], read: [], plan: [] };
  let steps = 0;
  for (let round = 0; round < ROUNDS; round++) {
    times.dump.push(await lasting(() => execFileSync("pg_dump", ["-s", "-d", one], { maxBuffer: 1 << 28 })));
    let before;
    times.read.push(
      await lasting(async () => {
        before = await readSchema(left, { major });
      }),
    );
    const after = await readSchema(right, { major });
    times.plan.push(
      await lasting(() => (steps = planBetween(before.schema, after.schema, major).steps.length)),
    );
  }
  await left.close();
  await right.close();
  const [dump, read, plan] = [median(times.dump), median(times.read), median(times.plan)];
  say(
    `pg_dump -s ${dump.toFixed(0)} ms, read ${read.toFixed(0)} ms, diff and plan ${plan.toFixed(0)} ms for ${steps} steps`,
  );
  target("reading, to pg_dump -s", read / dump, { most: 1 });
  target(`diff and plan of ${CHANGED} changed tables, to the read`, plan / read, { most: 1 });
}

/** In a process of its own, from nothing to a plan that makes all of it. */
async function remembered(url, major) {
  const { peakMb } = await runProcess({
    command: process.execPath,
    args: [join(root, "bench", "schema-reader-process.mjs"), url, String(major)],
    memory: true,
  });
  target("memory of reading all and planning all", peakMb, { most: 300, unit: "MB" });
}

function clientMajor() {
  try {
    return Number(
      /\) (\d+)/.exec(execFileSync("pg_dump", ["--version"], { encoding: "utf8" }))?.[1] ?? Number.NaN,
    );
  } catch {
    return null;
  }
}

async function lasting(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
