// Work that is longer than an invocation: a series of statements in PostgreSQL, and a transform of a DynamoDB table.
import { expect, onTestFinished } from "vitest";
import { startEmulator } from "../dynamodb/emulator.ts";
import { application, createTable } from "../dynamodb/tables.ts";
import { freshDatabase, withClient } from "../support/database.ts";
import { bundled, functionOf, untilDone } from "./bundled.ts";

export interface Scale {
  readonly timeoutMs: number;
  /** All statements of the series together, and all writes of the transform. */
  readonly workMs: number;
}

const STATEMENTS = 20;

/** Thirty migrations; one is a series of slow statements, and two are slow in themselves. Each writes that it ran. */
export async function seriesFinishes({ timeoutMs, workMs }: Scale): Promise<number> {
  const seconds = (workMs / STATEMENTS / 1000).toFixed(3);
  const files: Record<string, string> = {
    "migrations/001_ran.sql": "create table ran (what text);\ninsert into ran values ('001');\n",
  };
  for (let number = 2; number <= 30; number++) {
    const version = String(number).padStart(3, "0");
    const slow = number % 13 === 0 ? `select pg_sleep(${seconds});\n` : "";
    files[`migrations/${version}_step.sql`] = `${slow}insert into ran values ('${version}');\n`;
  }
  const series = Array.from(
    { length: STATEMENTS },
    (_, index) => `insert into ran select 'series ${index}' from (select pg_sleep(${seconds})) as slept;\n`,
  );
  files["migrations/017_step.sql"] = `-- Transaction: none\n${series.join("")}`;
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  const made = await functionOf(await bundled(files), {
    timeoutMs,
    environment: { DATABASE_URL: database.url },
  });
  const { last, invocations } = await untilDone(made, { action: "migrate" });
  expect(last, made.log()).toMatchObject({ ok: true, status: 0 });
  await withClient(database.url, async (client) => {
    const { rows } = await client.query(
      "select what, count(*)::int from ran group by what having count(*) > 1",
    );
    expect(rows, "ran more than once").toEqual([]);
    const { rows: all } = await client.query("select count(*)::int from ran");
    expect(all).toEqual([{ count: 29 + STATEMENTS }]);
    const { rows: history } = await client.query(
      "select count(*)::int from schema_migrations where success and version <> '000'",
    );
    expect(history).toEqual([{ count: 30 }]);
  });
  const { last: status } = await untilDone(made, { action: "status" });
  expect(status.counts).toMatchObject({ applied: 30, pending: 0, failed: 0 });
  return invocations;
}

const WCU = 50;

/** A transform that is held to a rate at which it takes that long. */
export async function transformFinishes({ timeoutMs, workMs }: Scale): Promise<number> {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.stop());
  await createTable(emulator.endpoint, "league");
  const app = await application(emulator.endpoint, "league");
  onTestFinished(() => app.close());
  const count = Math.round((workMs / 1000) * WCU);
  for (let from = 0; from < count; from += 50) {
    const some = Array.from({ length: Math.min(50, count - from) }, (_, index) => from + index);
    await Promise.all(some.map((index) => app.put({ PK: `TEAM#${index}`, SK: "INFO", runs: 0 })));
  }
  const target = { table: "league", endpoint: emulator.endpoint, region: "eu-central-1", maxWcu: WCU };
  const folder = await bundled({
    "godwit.config.json": JSON.stringify({ dynamodb: target }),
    "migrations/001_first.mjs": ITEM,
    "migrations/002_count.mjs": TRANSFORM,
    "migrations/003_last.mjs": ITEM.replaceAll("FIRST", "LAST"),
  });
  const made = await functionOf(folder, { timeoutMs });
  const { last, invocations } = await untilDone(made, { action: "migrate" });
  expect(last, made.log()).toMatchObject({ ok: true, status: 0 });
  const items = await app.all();
  const teams = items.filter(({ PK }) => String(PK).startsWith("TEAM#"));
  expect(teams).toHaveLength(count);
  expect(teams.filter(({ runs }) => runs !== 1)).toEqual([]);
  expect(items.filter(({ PK }) => PK === "FIRST" || PK === "LAST")).toHaveLength(2);
  return invocations;
}

const ITEM = `import { dynamo } from "godwit";
export default dynamo({
  async up(ctx) {
    await ctx.put({ PK: "FIRST", SK: "INFO" });
  },
});
`;

/** Answers the same when it is given its own answer: what is counted is that nothing was left out. */
const TRANSFORM = `import { dynamo } from "godwit";
export default dynamo({
  async up(ctx) {
    await ctx.transform(
      { filter: { expression: "begins_with(PK, :team)", values: { ":team": "TEAM#" } } },
      (item) => (item.runs === 0 ? { ...item, runs: 1 } : ctx.skip),
    );
  },
});
`;
