// `godwit status` over 10,000 files: against hashing them, and in little memory.
import { rmSync } from "node:fs";
import { measured, say, target } from "./figures.mjs";
import { race, runProcess } from "./measure.mjs";
import { godwit, ofGodwit } from "./peers.mjs";
import { freshDatabase, withServer } from "./server.mjs";
import { mixed } from "./workload.mjs";

const COUNT = 10_000;
const ROUNDS = 7;

export async function run() {
  await withServer("none", async (server) => {
    say(server.settings);
    const { cwd, migrate } = ofGodwit(mixed(COUNT));
    const database = await freshDatabase(server);
    const env = { DATABASE_URL: database.url };
    const status = { command: process.execPath, args: [godwit, "status"], cwd, env, memory: true };
    const sum = { command: "sh", args: ["-c", "sha256sum migrations/* > /dev/null"], cwd };
    try {
      await compare(`${COUNT} files, none applied`, status, sum);
      const first = await runProcess({ ...migrate(database.url), memory: true });
      say(`${COUNT} migrations applied in ${first.wallMs.toFixed(0)} ms`);
      target(`${COUNT} pending: memory of up`, first.peakMb, { most: 500, unit: "MB" });
      await compare(`${COUNT} files, all applied`, status, sum);
    } finally {
      await database.drop();
      rmSync(cwd, { recursive: true });
    }
  });
}

async function compare(title, status, sum) {
  say(title);
  const node = { command: process.execPath, args: ["-e", "0"] };
  const results = await race(
    [
      { name: "godwit status", process: status },
      { name: "sha256sum", process: sum },
      { name: "node -e 0", process: node },
    ],
    ROUNDS,
  );
  for (const [name, result] of Object.entries(results)) measured(name, result);
  const floor = results.sha256sum.wallMs + results["node -e 0"].wallMs;
  target(`${title}: status to sha256sum and node -e 0`, results["godwit status"].wallMs / floor, { most: 3 });
  target(`${title}: memory of status`, results["godwit status"].peakMb, { most: 200, unit: "MB" });
}
