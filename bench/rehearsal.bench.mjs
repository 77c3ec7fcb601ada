// How long `plan` rehearses 50 steps against 500 tables, beside psql loading that schema and running those steps.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { say, target } from "./figures.mjs";
import { race } from "./measure.mjs";
import { freshDatabase, withServer } from "./server.mjs";
import { root } from "./sources.mjs";
import { numberOf } from "./workload.mjs";

const TABLES = 500;
const STEPS = 50;
const ROUNDS = 5;

export async function run() {
  try {
    execFileSync("psql", ["--version"]);
  } catch {
    return say("skipped: no psql on PATH to compare with");
  }
  const folder = mkdtempSync(join(tmpdir(), "godwit-bench-rehearsal-"));
  try {
    // One file with all steps, and one for each: between migrations there is a transaction and a line of history.
    for (const files of [1, STEPS]) {
      const cwd = join(folder, String(files));
      mkdirSync(join(cwd, "migrations"), { recursive: true });
      writeFileSync(join(cwd, "schema.sql"), schema());
      writeFileSync(join(cwd, "steps.sql"), steps().join("\n"));
      const perFile = STEPS / files;
      for (let file = 0; file < files; file++) {
        const text = steps()
          .slice(file * perFile, (file + 1) * perFile)
          .join("\n");
        writeFileSync(join(cwd, "migrations", `${numberOf(file)}_change.sql`), `${text}\n`);
      }
      await withServer("none", (server) => compare(server, cwd, files));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(server, cwd, files) {
  const database = await freshDatabase(server);
  execFileSync("psql", [database.url, "-q", "-f", join(cwd, "schema.sql")]);
  const plan = {
    command: process.execPath,
    args: [join(root, "dist", "cli", "main.js"), "plan", "--quiet"],
    cwd,
    env: { DATABASE_URL: database.url },
  };
  // The cluster that shadows are copied from is made once for a person.
  execFileSync(plan.command, plan.args, { cwd, stdio: "ignore", env: { ...process.env, ...plan.env } });
  const results = await race(
    [
      { name: "godwit plan", process: plan },
      {
        name: "psql",
        prepare: () => freshDatabase(server),
        process: ({ url }) => ({
          command: "psql",
          args: [
            url,
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            join(cwd, "schema.sql"),
            "-f",
            join(cwd, "steps.sql"),
          ],
        }),
        after: (fresh) => fresh.drop(),
      },
    ],
    ROUNDS,
  );
  for (const [name, { wallMs, spread }] of Object.entries(results))
    say(`${name.padEnd(24)} ${wallMs.toFixed(0)} ms (${spread})`);
  target(
    `plan of ${STEPS} steps in ${files === 1 ? "one file" : `${files} files`} against ${TABLES} tables, to psql`,
    results["godwit plan"].wallMs / results.psql.wallMs,
    { most: 5 },
  );
  await database.drop();
}

/** Tables as projects have them: a key, an index, a reference to the one before, a check. */
function schema() {
  return Array.from(
    { length: TABLES },
    (_, index) => `create table t${index} (
  id bigint generated always as identity primary key,
  name text not null,
  amount numeric(12, 2) check (amount >= 0),
  other bigint ${index === 0 ? "" : `references t${index - 1} (id)`},
  note text,
  created_at timestamptz not null default now()
);
create index t${index}_name on t${index} (name);
`,
  ).join("");
}

function steps() {
  return Array.from({ length: STEPS }, (_, index) => {
    const table = `t${index * 9}`;
    switch (index % 5) {
      case 0:
        return `alter table ${table} add column extra int;`;
      case 1:
        return `create index ${table}_note on ${table} (note);`;
      case 2:
        return `alter table ${table} alter column amount type numeric(14, 2);`;
      case 3:
        return `alter table ${table} add constraint named check (name <> '');`;
      default:
        return `create table new${index} (id int primary key, t bigint references ${table} (id));`;
    }
  });
}
