// `godwit up` with 1,000 files and nothing to do: what every deployment and every container start pays.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { measured, say, target } from "./figures.mjs";
import { race, runProcess } from "./measure.mjs";
import { peers } from "./peers.mjs";
import { freshDatabase, withServer } from "./server.mjs";
import { tables } from "./workload.mjs";

const COUNT = 1000;
const ROUNDS = 15;

export async function run() {
  await withServer("none", async (server) => {
    say(server.settings);
    const tools = peers(tables(COUNT));
    const databases = new Map();
    try {
      for (const { name, migrate } of tools) {
        const database = await freshDatabase(server);
        databases.set(name, database);
        await runProcess(migrate(database.url));
      }
      const urlOf = (name) => databases.get(name).url;
      const contestants = tools.map(({ name, migrate }) => ({ name, process: migrate(urlOf(name)) }));
      const [{ cwd, migrate }] = tools;
      // A folder above holds the configuration: the same files, read through it.
      writeFileSync(join(cwd, "settings.json"), JSON.stringify({ lockTimeout: "3s" }));
      contestants.push({
        name: "godwit, JSON config",
        process: { ...migrate(urlOf("godwit")), args: [...migrate("").args, "--config", "settings.json"] },
      });
      contestants.push({ name: "node -e 0", process: { command: process.execPath, args: ["-e", "0"] } });
      const results = await race(contestants, ROUNDS);
      for (const [name, result] of Object.entries(results)) measured(name, result);
      const own = results.godwit.wallMs;
      const configured = results["godwit, JSON config"].wallMs;
      const node = results["node -e 0"].wallMs;
      target("nothing pending: godwit to dbmate", own / results.dbmate.wallMs, { most: 1.5 });
      target("nothing pending: godwit to node -e 0", own / node, { most: 2.5 });
      target("nothing pending, JSON config: godwit to node -e 0", configured / node, { most: 2.5 });
    } finally {
      for (const { drop } of databases.values()) await drop();
      for (const { cwd } of tools) rmSync(cwd, { recursive: true });
    }
  });
}
