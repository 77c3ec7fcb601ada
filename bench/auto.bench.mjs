// How long `new --auto` takes on a project of 100 tables, beside psql loading both schemas.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { say, target } from "./figures.mjs";
import { race } from "./measure.mjs";
import { freshDatabase, withServer } from "./server.mjs";

const TABLES = 100;
const A_FILE = 5;
const ROUNDS = 7;

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), "godwit-bench-auto-"));
  try {
    writeProject(folder);
    await withServer("none", (server) => compare(server, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(server, folder) {
  const godwit = {
    command: process.execPath,
    args: [resolve("dist/cli/main.js"), "new", "change", "--auto", "--quiet"],
    cwd: folder,
  };
  // The cluster that shadows are copied from is made once for a person.
  execFileSync(godwit.command, godwit.args, { cwd: folder, stdio: "ignore" });
  forget(folder);
  const contestants = [
    {
      name: "godwit new --auto",
      process: { ...godwit, env: { DATABASE_URL: server.url } },
      after: () => forget(folder),
    },
    ...["before", "after"].map((name) => ({
      name: `psql -f ${name}.sql`,
      prepare: () => freshDatabase(server),
      process: ({ url }) => ({ command: "psql", args: [url, "-q", "-f", join(folder, `${name}.sql`)] }),
      after: (database) => database.drop(),
    })),
  ];
  const results = await race(contestants, ROUNDS);
  for (const [name, { wallMs, spread }] of Object.entries(results))
    say(`${name.padEnd(24)} ${wallMs.toFixed(0)} ms (${spread})`);
  const loading = results["psql -f before.sql"].wallMs + results["psql -f after.sql"].wallMs;
  target("new --auto beside psql loading both schemas", results["godwit new --auto"].wallMs / loading, {
    most: 3,
    unit: "times",
  });
}

/** The next round writes the same files. */
function forget(folder) {
  const made = readdirSync(join(folder, "migrations")).filter((name) => name.includes("_change"));
  if (made.length !== 2) throw new Error(`godwit wrote ${made.length} files`);
  for (const name of made) rmSync(join(folder, "migrations", name));
}

function writeProject(folder) {
  mkdirSync(join(folder, "migrations"));
  const before = Array.from({ length: TABLES }, (_, index) => table(index));
  for (let first = 0; first < TABLES; first += A_FILE) {
    const name = `${String(first / A_FILE + 1).padStart(3, "0")}_tables.sql`;
    writeFileSync(join(folder, "migrations", name), before.slice(first, first + A_FILE).join("\n"));
  }
  const after = Array.from({ length: TABLES + 5 }, (_, index) =>
    index % 10 === 0 ? `${table(index)}${change(index)}` : table(index),
  );
  writeFileSync(join(folder, "before.sql"), before.join("\n"));
  writeFileSync(join(folder, "after.sql"), after.join("\n"));
  writeFileSync(join(folder, "godwit.config.json"), '{ "schema": "after.sql" }');
}

function table(index) {
  const parent = index === 0 ? "" : `references t${Math.floor(index / 2)} on delete cascade`;
  return `create table t${index} (
  id bigint generated always as identity primary key,
  parent_id bigint ${parent},
  name text not null unique,
  state text not null default 'new' check (state in ('new', 'open', 'done')),
  amount numeric(12, 2) not null default 0,
  created_at timestamptz not null default now(),
  note varchar(200),
  data jsonb
);
create index on t${index} (parent_id);
create index on t${index} (created_at, state);
comment on table t${index} is 'table ${index}';
create view v${index} as select id, name, amount * 2 as twice from t${index} where state <> 'done';
`;
}

function change(index) {
  return `alter table t${index} add column email text;
alter table t${index} alter column note type text;
create index on t${index} (email);
`;
}
