// Runs the diff cases in both directions outside of a test runner and prints a table: `npx jiti test/diff/run-cases.ts [PATTERN] [MAJOR] [used]`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { root } from "../support/root.ts";
import { type DiffCase, diffCases, ownCases } from "./diff-cases.ts";
import { loadCase } from "./load-case.ts";
import { ownServer } from "./own-server.ts";
import { provePair, type Verdict } from "./prove-pair.ts";

const [, , pattern = "", majorText = "15", used = ""] = process.argv;
const major = Number(majorText);
const { server, admin } = await ownServer(major);

const cases = [...ownCases(), ...diffCases()].filter(
  ({ suite, name, since }) => since <= major && `${suite}/${name}`.includes(pattern),
);
const results: { readonly title: string; readonly verdict: Verdict }[] = [];
let counter = 0;

async function database(test: DiffCase, text: string): Promise<string> {
  const name = `d${process.pid}_${counter++}`;
  await admin.query(`create database ${name}${major >= 15 ? " strategy file_copy" : ""}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await loadCase(client, test, text);
  } finally {
    await client.end();
  }
  return url.href;
}

async function drop(url: string): Promise<void> {
  await admin.query(`drop database ${new URL(url).pathname.slice(1)}${major >= 13 ? " with (force)" : ""}`);
}

async function both(test: DiffCase): Promise<void> {
  const title = `${test.suite}/${test.name}`;
  const urls: string[] = [];
  try {
    urls.push(await database(test, `${test.from}\n${test.rows ?? ""}`));
    urls.push(await database(test, test.to));
    const [fromUrl = "", toUrl = ""] = urls;
    const [there, back] = await provePair({
      fromUrl,
      toUrl,
      major,
      dumps: major <= 15,
      used: used === "used",
      kept: test.kept,
    });
    results.push({ title: `${title} ->`, verdict: there }, { title: `${title} <-`, verdict: back });
  } catch (error) {
    const verdict: Verdict = { ok: false, at: "plan", detail: `load: ${(error as Error).stack}`, sql: [] };
    results.push({ title, verdict });
  } finally {
    for (const url of urls) await drop(url);
  }
}

const started = Date.now();
const roles = new Set(cases.flatMap((test) => test.roles));
for (const role of roles)
  await admin.query(`do $$ begin create role "${role}"; exception when duplicate_object then null; end $$`);
const queue = [...cases];
await Promise.all(
  [1, 2, 3].map(async () => {
    for (let test = queue.shift(); test; test = queue.shift()) await both(test);
  }),
);
const bad = results.filter(({ verdict }) => !verdict.ok).sort((a, b) => (a.title < b.title ? -1 : 1));
const report = bad.map(
  ({ title, verdict }) =>
    `### ${title}: ${verdict.at}\n${verdict.detail}\n${verdict.sql.map((line) => `    ${line}`).join("\n")}\n`,
);
writeFileSync(join(root, ".cache", "diff-report.txt"), report.join("\n"));
const suites = new Set(results.map(({ title }) => title.split("/")[0] as string));
for (const suite of suites) {
  const mine = results.filter(({ title }) => title.startsWith(`${suite}/`));
  const counts = new Map<string, number>();
  for (const { verdict } of mine) counts.set(verdict.at, (counts.get(verdict.at) ?? 0) + 1);
  console.log(
    suite,
    `${mine.filter(({ verdict }) => verdict.ok).length}/${mine.length}`,
    [...counts].map((one) => one.join(" ")).join(", "),
  );
}
console.log(`${((Date.now() - started) / 1000).toFixed(0)} s`);
await admin.end();
await server.release();
process.exit(0);
