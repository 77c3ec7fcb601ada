// `npm run check`: format, lint, types, unit tests with the house rules, dead code; all at once, in seconds.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = join(root, "node_modules", ".bin");

const TASKS = {
  "format and lint": ["biome", "check", "--error-on-warnings", "--colors=off"],
  types: ["tsc", "-p", "tsconfig.json"],
  // Beside the others, since a checkout may do without the 186 MB that it needs.
  ...(existsSync(join(root, "node_modules/aws-cdk-lib")) && {
    "types of the construct": ["tsc", "-p", "tsconfig.cdk.json"],
  }),
  "unit tests and house rules": ["vitest", "run", "--project", "unit", "--reporter", "dot"],
  "dead code": ["knip", "--include", "files,exports,types,duplicates", "--no-progress", "--no-config-hints"],
};

/** Resolves with the task's outcome; its output is kept back until it is known whether anybody needs it. */
function run(name, [command, ...args]) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: "1", FORCE_COLOR: "0" },
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.stderr.on("data", (data) => {
      output += data;
    });
    const end = (ok) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${ok ? "ok    " : "FAILED"}  ${name} (${seconds}s)`);
      resolve({ name, ok, output });
    };
    child.on("error", (error) => {
      output += String(error);
      end(false);
    });
    child.on("close", (code) => end(code === 0));
  });
}

const results = await Promise.all(Object.entries(TASKS).map(([name, command]) => run(name, command)));
const failed = results.filter(({ ok }) => !ok);
for (const { name, output } of failed) console.log(`\n--- ${name} ---\n${output.trim()}`);
if (failed.length > 0) {
  console.log(`\nfailed: ${failed.map(({ name }) => name).join(", ")}`);
  process.exitCode = 1;
}
