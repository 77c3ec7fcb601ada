// What `plan` says of times, rewrites and scans, beside what the same statements then do on tables of three sizes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { say, target } from "./figures.mjs";
import { runProcess } from "./measure.mjs";
import { freshDatabase, query, withServer } from "./server.mjs";
import { root } from "./sources.mjs";

const SIZES = [10_000, 1_000_000, 5_000_000];

/** Each stands for itself: together in one plan, and each alone on the server, rolled back. */
const STATEMENTS = [
  "alter table t add column y text",
  "alter table t add column z text default md5(random()::text)",
  "alter table t add column k int default 5",
  "alter table t alter column n type bigint",
  "alter table t alter column name type varchar",
  "alter table t alter column note type varchar(100)",
  "alter table t alter column small set not null",
  "alter table t add constraint c1 check (n >= 0) not valid",
  "alter table t add constraint c2 check (n >= 0)",
  "alter table t validate constraint later",
  "create index i1 on t (small)",
  "create index i2 on t (name)",
  "create index concurrently i3 on t (ref)",
  "alter table t add constraint u1 unique (id, small)",
  "alter table t add constraint f1 foreign key (ref) references o (id)",
  "alter table t add constraint f2 foreign key (ref) references o (id) not valid",
  "alter table t drop column at",
  "update t set small = small + 1",
  "delete from t",
  "alter table t set unlogged",
  "reindex table t",
];

/** Nobody notices less, and a clock is no better on a machine that does other things. */
const FLOOR_MS = 10;
const SHORT_MS = 200;

export async function run() {
  for (const rows of SIZES) await withServer("full", (server) => compare(server, rows));
}

async function compare(server, rows) {
  const database = await freshDatabase(server);
  const folder = mkdtempSync(join(tmpdir(), "godwit-bench-estimates-"));
  try {
    for (const text of tables(rows).split(";")) await query(database.url, text);
    const planned = await plan(folder, database.url);
    const wrong = [];
    let worst = 1;
    say(`${rows} rows; ${server.settings}`);
    for (const [index, statement] of STATEMENTS.entries()) {
      const said = planned[index];
      const did = await usual(database.url, statement);
      const told = said.rewrites === did.rewrites && (did.scans === null || said.scans === did.scans);
      if (!told) wrong.push(statement);
      const [more, less] = [said.estimatedMs, did.ms]
        .map((ms) => Math.max(FLOOR_MS, ms))
        .sort((a, b) => b - a);
      worst = Math.max(worst, more / less);
      const kind = did.rewrites ? "rewrite" : did.scans ? "scan" : "";
      say(
        `  ${statement.padEnd(78)} ${kind.padEnd(8)} said ${String(said.estimatedMs).padStart(7)} ms, took ${did.ms.toFixed(0).padStart(6)} ms: ${(more / less).toFixed(2)}${told ? "" : "  WRONG"}`,
      );
    }
    target(`rewrites and scans told wrong with ${rows} rows`, wrong.length, { most: 0, unit: "statements" });
    target(`worst estimate with ${rows} rows, either way`, worst, { most: 3 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  }
}

function tables(rows) {
  return `create table o (id int primary key);
insert into o select generate_series(1, 1000);
create table t (id int primary key, n int not null, small smallint, name text, ref int, note text, at timestamptz);
insert into t select n, n, n % 100, md5(n::text), n % 1000 + 1, 'note ' || n, now() from generate_series(1, ${rows}) n;
create index t_n on t (n);
alter table t add constraint later check (small >= 0) not valid;
vacuum analyze t; vacuum analyze o; checkpoint`;
}

async function plan(folder, url) {
  mkdirSync(join(folder, "migrations"));
  for (const [index, statement] of STATEMENTS.entries()) {
    writeFileSync(
      join(folder, "migrations", `${String(index + 1).padStart(3, "0")}_step.sql`),
      `${statement};\n`,
    );
  }
  const { output } = await runProcess({
    command: process.execPath,
    args: [join(root, "dist", "cli", "main.js"), "plan", "--json", "--quiet"],
    cwd: folder,
    env: { DATABASE_URL: url },
    status: [0, 3],
    whole: true,
  });
  return JSON.parse(output.slice(output.indexOf("{"))).migrations.map(({ steps }) => steps[0]);
}

/** What is over soon is done three times: the middle one counts. */
async function usual(url, statement) {
  const first = await execute(url, statement);
  if (first.ms > SHORT_MS) return first;
  const all = [first, await execute(url, statement), await execute(url, statement)];
  return all.sort((a, b) => a.ms - b.ms)[1];
}

/** Runs it and takes it back; `scans` is null where the counters of a transaction cannot be asked. */
async function execute(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const alone = statement.includes("concurrently");
  const look = async () => {
    const { rows } = await client.query(
      `select pg_relation_filenode('t') as file, pg_stat_get_xact_numscans('t'::regclass)::int as scans`,
    );
    return rows[0];
  };
  try {
    if (!alone) await client.query("begin");
    const before = await look();
    const start = performance.now();
    await client.query(statement);
    const ms = performance.now() - start;
    const after = await look();
    if (alone) await client.query("drop index i3");
    else await client.query("rollback");
    return { ms, rewrites: before.file !== after.file, scans: alone ? null : after.scans > before.scans };
  } finally {
    await client.end();
    // What was taken back lies about, and would be read by the next one.
    await query(url, "vacuum t");
  }
}
