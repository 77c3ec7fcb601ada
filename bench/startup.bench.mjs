// What the command line itself costs before it does anything.
import { measured, target } from "./figures.mjs";
import { race } from "./measure.mjs";
import { godwit } from "./peers.mjs";

export async function run() {
  const ours = (...args) => ({ command: process.execPath, args: [godwit, ...args] });
  const results = await race(
    [
      { name: "node -e 0", process: { command: process.execPath, args: ["-e", "0"] } },
      { name: "godwit --version", process: ours("--version") },
      { name: "godwit --help", process: ours("--help") },
      { name: "godwit help up", process: ours("help", "up") },
    ],
    15,
  );
  for (const [name, result] of Object.entries(results)) measured(name, result);
  const node = results["node -e 0"].wallMs;
  target("godwit --version to node -e 0", results["godwit --version"].wallMs / node, { most: 1.5 });
  target("godwit --help to node -e 0", results["godwit --help"].wallMs / node, { most: 2 });
}
