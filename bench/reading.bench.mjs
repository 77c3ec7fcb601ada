// Large files: how fast SQL is cut, and how much memory a run with 20 MB of it takes.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { say, target } from "./figures.mjs";
import { runProcess } from "./measure.mjs";
import { godwit } from "./peers.mjs";
import { freshDatabase, query, withServer } from "./server.mjs";
import { sources } from "./sources.mjs";
import { folderOf } from "./workload.mjs";

const MB = 1024 * 1024;
const SIZE = 20 * MB;
const ROWS = "create table big (id int, name text, amount numeric);\n";

const FILES = {
  "many statements": () => repeated(ROWS, (n) => `insert into big values (${n}, 'name ${n}', ${n}.25);\n`),
  "one insert": () =>
    `${repeated(`${ROWS}insert into big values\n`, (n) => `(${n}, 'name ${n}', ${n}.25),\n`)}(0, '', 0);\n`,
  "COPY rows": () =>
    `${repeated(`${ROWS}copy big from stdin;\n`, (n) => `${n}\tname ${n} of somebody\t${n}.25\n`)}\\.\n`,
};

function repeated(head, line) {
  const lines = [head];
  for (let size = head.length, n = 1; size < SIZE; n++) {
    const next = line(n);
    lines.push(next);
    size += next.length;
  }
  return lines.join("");
}

export async function run() {
  const { split } = await sources("src/postgres/parse/split.ts");
  await withServer("none", async (server) => {
    say(server.settings);
    for (const [title, make] of Object.entries(FILES)) {
      const text = make();
      say(`split, ${title}: ${splitSpeed(split, text).toFixed(0)} MB/s`);
      await upOf(server, title, text);
    }
  });
}

function splitSpeed(split, text) {
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    let pieces = 0;
    for (const _ of split(text)) pieces++;
    if (pieces === 0) throw new Error("nothing was cut");
    best = Math.max(best, text.length / MB / ((performance.now() - start) / 1000));
  }
  return best;
}

async function upOf(server, title, text) {
  const cwd = folderOf([["migrations/001_big.sql", text]]);
  writeFileSync(join(cwd, "godwit.config.json"), "{}");
  const database = await freshDatabase(server);
  try {
    const { wallMs, cpuMs, peakMb } = await runProcess({
      command: process.execPath,
      args: [godwit, "up"],
      cwd,
      env: { DATABASE_URL: database.url },
      memory: true,
    });
    const [{ n }] = await query(database.url, "select count(*)::int as n from big");
    say(`up, 20 MB, ${title}: ${wallMs.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)} ms, ${n} rows`);
    target(`up, 20 MB, ${title}: memory`, peakMb, { most: 500, unit: "MB" });
  } finally {
    await database.drop();
    rmSync(cwd, { recursive: true });
  }
}
