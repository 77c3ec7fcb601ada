// 1,000 pending migrations, each its own transaction with its history row: against psql and other tools.
import { rmSync } from "node:fs";
import { measured, say, target } from "./figures.mjs";
import { race } from "./measure.mjs";
import { peers, psql } from "./peers.mjs";
import { freshDatabase, withServer } from "./server.mjs";
import { mixed, tables } from "./workload.mjs";

const COUNT = 1000;
const ROUNDS = 5;
const MOST_OF_PSQL = 1.15;

export async function run() {
  for (const durability of ["none", "full"]) {
    await withServer(durability, async (server) => {
      say(server.settings);
      for (const [title, texts] of [
        ["a table each", tables(COUNT)],
        ["a mix", mixed(COUNT)],
      ]) {
        await compare(
          `${COUNT} pending, ${title}, fsync ${durability === "full" ? "on" : "off"}`,
          texts,
          server,
        );
      }
    });
  }
}

async function compare(title, texts, server) {
  const direct = psql(texts);
  const tools = [...(direct ? [direct] : []), ...peers(texts)];
  say(title);
  try {
    const results = await race(
      tools.map(({ name, migrate }) => ({
        name,
        prepare: () => freshDatabase(server),
        process: ({ url }) => migrate(url),
        after: ({ drop }) => drop(),
      })),
      ROUNDS,
    );
    for (const [name, result] of Object.entries(results)) measured(name, result);
    if (!direct) say("SKIPPED  psql is not on the PATH");
    const { wallMs } = results.godwit;
    for (const { name } of tools) {
      const most = name === "psql" ? MOST_OF_PSQL : 1;
      if (name !== "godwit") target(`${title}: godwit to ${name}`, wallMs / results[name].wallMs, { most });
    }
  } finally {
    for (const { cwd } of tools) rmSync(cwd, { recursive: true });
  }
}
