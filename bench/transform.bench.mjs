// A DynamoDB transform of 100,000 items, against a bare parallel scan with an UpdateItem each, on the same emulator.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { measured, say, target } from "./figures.mjs";
import { race } from "./measure.mjs";

const COUNT = Number(process.env.BENCH_ITEMS ?? 100_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 1);
const LEAST_THROUGHPUT = 0.8;
const MOST_MB = 200;
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

const MIGRATION = `import { dynamo } from "godwit";
export default dynamo({
  async up(ctx) {
    await ctx.transform((member) => {
      if (member.first !== undefined) return member;
      [member.first, member.last] = member.name.split(" ");
      return member;
    });
  },
});
`;

export async function run() {
  const binary = resolve("node_modules/@dynoxide/linux-x64/dynoxide");
  const port = await freePort();
  const emulator = spawn(binary, ["--host", "127.0.0.1", "--port", String(port)], { stdio: "ignore" });
  const endpoint = `http://127.0.0.1:${port}`;
  const folders = [];
  try {
    await answering(endpoint);
    let tables = 0;
    const fresh = async () => {
      const table = `league-${++tables}`;
      await fill(endpoint, table);
      const cwd = mkdtempSync(join(tmpdir(), "godwit-bench-"));
      folders.push(cwd);
      return { table, cwd };
    };
    say(`${COUNT.toLocaleString("en")} items, an emulator in memory`);
    const results = await race(
      [
        {
          name: "bare scan and update",
          prepare: fresh,
          process: ({ table }) => ({
            command: process.execPath,
            args: [resolve("bench/dynamo-bare.mjs"), endpoint, table],
            env: QUIET,
          }),
        },
        {
          name: "godwit transform",
          prepare: async () => {
            const { table, cwd } = await fresh();
            const config = { environments: { bench: { dynamodb: { table, endpoint } } } };
            writeFileSync(join(cwd, "godwit.config.json"), JSON.stringify(config));
            writeFileSync(join(cwd, "001_split.mjs"), MIGRATION);
            symlinkSync(resolve("node_modules"), join(cwd, "node_modules"));
            return { cwd };
          },
          process: ({ cwd }) => ({
            command: process.execPath,
            args: [resolve("dist/cli/main.js"), "up", "--env", "bench", "--dir", "."],
            cwd,
            memory: true,
          }),
        },
      ],
      ROUNDS,
    );
    for (const [name, result] of Object.entries(results)) measured(name, result);
    const { "bare scan and update": bare, "godwit transform": godwit } = results;
    target("throughput to the bare loop", bare.wallMs / godwit.wallMs, { least: LEAST_THROUGHPUT });
    target("peak of memory", godwit.peakMb, { most: MOST_MB, unit: "MB" });
  } finally {
    emulator.kill("SIGKILL");
    for (const folder of folders) rmSync(folder, { recursive: true });
  }
}

async function fill(endpoint, TableName) {
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  const keys = ["PK", "SK"];
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index ? "RANGE" : "HASH" })),
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  let next = 0;
  const work = async () => {
    while (next < COUNT) {
      const from = next;
      next += 25;
      const puts = Array.from({ length: Math.min(25, COUNT - from) }, (_, index) => ({
        PutRequest: { Item: item(from + index) },
      }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  client.destroy();
}

function item(number) {
  return {
    PK: { S: `TEAM#${number % 997}` },
    SK: { S: `MEMBER#${number}` },
    name: { S: `Ada${number} Byron` },
    mail: { S: `ada.${number}@example.org` },
    roles: { M: { admin: { BOOL: false }, phases: { L: [{ S: "all" }, { S: "draft" }] } } },
    note: { S: "x".repeat(120) },
  };
}

async function answering(endpoint) {
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(endpoint).catch(() => null)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`no emulator at ${endpoint}`);
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
