// Tries random pairs of schemas outside of a test runner and tells of every failure: `npx jiti test/diff/run-random.ts SEED RUNS [MAJOR]`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import pg from "pg";
import { root } from "../support/root.ts";
import { ownServer } from "./own-server.ts";
import { provePair } from "./prove-pair.ts";
import { randomSchema } from "./random-schema.ts";

const [, , seedText = "1", runsText = "20", majorText = "15"] = process.argv;
const major = Number(majorText);
const { server, admin } = await ownServer(major);

async function database(name: string, sql: string): Promise<string> {
  await admin.query(`create database ${name}${major >= 15 ? " strategy file_copy" : ""}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
  return url.href;
}

const report: string[] = [];
const seed = Number(seedText);
const samples = fc.sample(fc.tuple(randomSchema(), randomSchema()), { seed, numRuns: Number(runsText) });
for (const [index, [from, to]] of samples.entries()) {
  const names = [`r${process.pid}_a`, `r${process.pid}_b`] as const;
  try {
    const fromUrl = await database(names[0], from.sql);
    const toUrl = await database(names[1], to.sql);
    const verdicts = await provePair({ fromUrl, toUrl, major, dumps: major <= 15 });
    for (const { ok, at, detail, sql } of verdicts) {
      if (!ok)
        report.push(
          `### ${index} ${at}\n${detail}\n${sql.map((line) => `    ${line}`).join("\n")}\n--- from\n${from.sql}--- to\n${to.sql}`,
        );
    }
  } catch (error) {
    report.push(`### ${index} load\n${(error as Error).stack}\n--- from\n${from.sql}--- to\n${to.sql}`);
  }
  for (const name of names)
    await admin.query(`drop database if exists ${name}${major >= 13 ? " with (force)" : ""}`);
}
writeFileSync(join(root, ".cache", "random-report.txt"), `${report.join("\n")}\n`);
console.log(`${samples.length} pairs, ${report.length} failures`);
await admin.end();
await server.release();
process.exit(0);
