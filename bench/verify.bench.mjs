// `verify` over a real history, beside psql running the same statements: up, rollback and up again of each migration.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { say, target } from "./figures.mjs";
import { runProcess } from "./measure.mjs";
import { root, sources } from "./sources.mjs";

const FOLDER = join(root, "..", "shared", "cases", "histories", "crates_io");
const ROUNDS = 3;

export async function run() {
  if (!existsSync(FOLDER)) return say("skipped: no histories beside the repository");
  try {
    execFileSync("psql", ["--version"]);
  } catch {
    return say("skipped: no psql on PATH to compare with");
  }
  const scratch = mkdtempSync(join(tmpdir(), "godwit-bench-verify-"));
  try {
    const script = join(scratch, "all.sql");
    const { order } = JSON.parse(readFileSync(join(FOLDER, "SUITE.json"), "utf8"));
    writeFileSync(script, scriptOf(order));
    const times = { psql: [], verify: [], schema: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.psql.push(await psql(script));
      times.verify.push(await verify(scratch, []));
      times.schema.push(await verify(scratch, ["--no-rows"]));
    }
    const [slow, quick, bare] = [median(times.verify), median(times.psql), median(times.schema)];
    say(`${order.length} migrations, ${order.filter(({ down }) => down).length} rollbacks`);
    say(
      `psql ${quick.toFixed(0)} ms (${range(times.psql)}), verify ${slow.toFixed(0)} ms (${range(times.verify)})`,
    );
    say(
      `without the proof on rows ${bare.toFixed(0)} ms (${range(times.schema)}): ${(bare / quick).toFixed(1)} of psql`,
    );
    target("verify, to psql running the same statements", slow / quick, { most: 4 });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** In a transaction each, as they are meant; what fails is rolled back, and the next one goes on. */
function scriptOf(order) {
  const lines = order.flatMap(({ up, down, tx }) => {
    const once = (file) => [
      ...(tx ? ["begin;"] : []),
      `\\i '${join(FOLDER, file)}'`,
      ...(tx ? ["commit;"] : []),
    ];
    return down === null ? once(up) : [...once(up), ...once(down), ...once(up)];
  });
  return `${lines.join("\n")}\n`;
}

/** On a shadow of the same server as verify's. */
async function psql(script) {
  const { shadowServer } = await sources("src/project/shadow-server.ts");
  const server = shadowServer({ from: root, variables: {} });
  const shadow = await server.open({});
  try {
    const start = performance.now();
    execFileSync("psql", ["-X", "-q", "-d", shadow.url, "-f", script], { stdio: "ignore" });
    return performance.now() - start;
  } finally {
    await shadow.close();
    await server.close();
  }
}

async function verify(cwd, flags) {
  const { wallMs } = await runProcess({
    command: process.execPath,
    args: [
      join(root, "dist", "cli", "main.js"),
      "verify",
      "--no-cache",
      "--quiet",
      "--json",
      "--dir",
      FOLDER,
      ...flags,
    ],
    cwd,
    env: { ...process.env, GODWIT_HISTORY_SCHEMA: "godwit" },
    status: 3,
  });
  return wallMs;
}

function range(list) {
  return `${Math.min(...list).toFixed(0)}-${Math.max(...list).toFixed(0)}`;
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
