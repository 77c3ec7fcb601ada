// `npm test`: builds, runs unit tests, cases and server tests (`--all`: the long ones too), and ends with a line of counts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const [all, rest] = [process.argv.includes("--all"), process.argv.slice(2).filter((arg) => arg !== "--all")];

const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
if (built.status !== 0) process.exit(built.status ?? 1);

const folder = mkdtempSync(join(tmpdir(), "godwit-test-"));
const report = join(folder, "report.json");
const projects = ["unit", "cases", "server", ...(all ? ["long"] : [])].flatMap((name) => ["--project", name]);
const tested = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    ...projects,
    "--reporter",
    "default",
    "--reporter",
    "json",
    `--outputFile.json=${report}`,
    ...rest,
  ],
  // Some tests take a sample of their cases, unless all are asked for.
  { stdio: "inherit", env: { ...process.env, ...(all ? { GODWIT_TEST_ALL: "1" } : {}) } },
);

const counts = { passed: 0, failed: 0, skipped: 0 };
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  // A file that could not even be loaded has no tests to count, but it failed.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  counts.passed = numPassedTests;
  counts.failed = numFailedTests + broken.length;
  counts.skipped = numPendingTests + numTodoTests;
}
rmSync(folder, { recursive: true });
// Leaked errors, a broken setup and a killed run are failures although every test that ran has passed.
if (tested.status !== 0) counts.failed = Math.max(1, counts.failed);
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
