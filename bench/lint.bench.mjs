// Lint of 1,000 files against squawk, whose binary is Rust: one process each, from start to end.
import { join } from "node:path";
import { measured, say, target } from "./figures.mjs";
import { race } from "./measure.mjs";
import { godwit, squawk } from "./peers.mjs";
import { folderOf, numberOf } from "./workload.mjs";

const FILES = 1_000;

/** Five statements of the usual sorts, of which both find some too plain and none an error of ours. */
function migration(index) {
  return `-- Migration: table ${index}
create table things_${index} (
  id bigint generated always as identity primary key,
  name text not null,
  created_at timestamptz not null default now()
);
create index things_${index}_name on things_${index} (name);
alter table things_${index} add column note text;
comment on table things_${index} is 'things';
alter table others_${index} add column x integer;
`;
}

export async function run() {
  const names = Array.from({ length: FILES }, (_, index) => `migrations/${numberOf(index)}_things.sql`);
  const cwd = folderOf(names.map((name, index) => [name, migration(index)]));
  const results = await race(
    [
      { name: "squawk", process: { command: process.execPath, args: [squawk(), ...names], cwd, status: 1 } },
      { name: "godwit lint", process: { command: process.execPath, args: [godwit, "lint"], cwd } },
    ],
    7,
  );
  for (const [name, result] of Object.entries(results)) measured(name, result);
  say(`${FILES} files in ${join(cwd, "migrations")}`);
  const [theirs, ours] = [results.squawk, results["godwit lint"]];
  target("wall time of lint to squawk", ours.wallMs / theirs.wallMs, { most: 2 });
  if (!Number.isNaN(ours.cpuMs)) target("CPU time of lint to squawk", ours.cpuMs / theirs.cpuMs, { most: 2 });
}
