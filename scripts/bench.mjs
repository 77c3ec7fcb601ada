// `npm run bench`: all benchmarks, or `npm run bench -- NAME…` some. `--strict` ends with 1 when a target is missed.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { failures } from "../bench/figures.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const known = readdirSync("bench")
  .filter((name) => name.endsWith(".bench.mjs"))
  .map((name) => name.replace(".bench.mjs", ""));
const names = process.argv.slice(2).filter((word) => word !== "--strict");
const unknown = names.find((name) => !known.includes(name));

if (unknown !== undefined) {
  console.error(`there is no benchmark ${unknown}; there are ${known.join(", ")}`);
  process.exitCode = 2;
} else {
  execFileSync(process.execPath, ["scripts/build.mjs", "--no-types"], { stdio: "inherit" });
  console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? process.arch}`);
  for (const name of names.length > 0 ? names : known) {
    // Figures of a busy machine are worth little; the reader should see it.
    console.log(`\n${name} (load ${loadavg()[0]?.toFixed(1)})`);
    const { run } = await import(`../bench/${name}.bench.mjs`);
    await run();
  }
  const missed = failures();
  console.log(missed.length === 0 ? "\nall targets met" : `\n${missed.length} targets missed`);
  if (missed.length > 0 && process.argv.includes("--strict")) process.exitCode = 1;
}
