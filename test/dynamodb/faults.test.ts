// A transform on a DynamoDB at its worst, while an application writes at random: no update is lost, nothing is done twice.
import { describe, expect, it, onTestFinished } from "vitest";
import { type DynamoScript, dynamo, type Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import { dynamoFaults, FAULTS, type FaultName } from "../support/dynamo-faults.ts";
import { dynamoProxy } from "../support/dynamo-proxy.ts";
import { sample } from "../support/sample.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";

const ITEMS = 90;
const TEAMS = 5;
const RUNS = Array.from({ length: 100 }, (_, run) => run);

const split: DynamoScript = async (ctx) => {
  await ctx.put({ PK: "CONFIG", SK: "SPLIT" });
  await ctx.transform({ segments: 6 }, (item: Item) => {
    if (item.PK === "CONFIG" || item.first !== undefined) return item;
    const [first = "", last = ""] = String(item.name).split(" ");
    if (item.leaves === true) return [{ PK: "LEFT", SK: String(item.SK), first, last }];
    return { ...item, first, last };
  });
  await ctx.config<Item>("CONFIG", "SPLIT").update((item) => ({ ...item, done: true }));
};

describe.skipIf(!hasEmulator)("a DynamoDB at its worst", () => {
  const bench = dynamoBench();
  const seen = new Map<FaultName, number>();
  const key = (number: number) => [`TEAM#${number % TEAMS}`, `M#${number}`] as const;
  const leaves = (number: number): boolean => number % 10 === 9;

  async function fill(): Promise<void> {
    const numbers = Array.from({ length: ITEMS }, (_, number) => number);
    await Promise.all(
      numbers.map((number) => {
        const [PK, SK] = key(number);
        return bench.app.put({ PK, SK, name: `Ada${number} Byron`, ...(leaves(number) && { leaves: true }) });
      }),
    );
  }

  it("gives items of an index as the table has them, though it is behind and leaves keys out", async () => {
    await fill();
    await addIndex();
    const faults = dynamoFaults({ seed: 7, percent: 3, ofReads: 60, unitsPerPartition: 1_000 });
    const through = await proxied(faults);
    const revised = new Set<string>();
    const see: DynamoScript = async (ctx) => {
      await ctx.transform({ segments: 9, index: "by_name" }, (item: Item) => {
        revised.add(String(item.name));
        return { ...item, seen: true };
      });
    };
    await untilDone({ script: see, driver: through });
    expect(revised.has("Old Name")).toBe(false);
    const all = await bench.app.all();
    expect(all.filter(({ seen }) => seen === true)).toHaveLength(ITEMS);
    expect(faults.struck["keys unprocessed"]).toBeGreaterThan(0);
    expect(faults.struck["stale read"]).toBeGreaterThan(0);
    expect(faults.problems).toEqual([]);
  }, 60_000);

  it.each(sample(RUNS, 34))(
    "loses no update of a writer at random, run %i",
    async (run) => {
      const { problems, struck } = await round(run + 100);
      expect(problems).toEqual([]);
      for (const name of FAULTS) seen.set(name, (seen.get(name) ?? 0) + struck[name]);
    },
    120_000,
  );

  it("meets faults of every kind in these runs", () => {
    expect(FAULTS.filter((name) => !seen.get(name) && !ONLY_INDEX.includes(name))).toEqual([]);
  });

  async function addIndex(): Promise<void> {
    const session = await dynamoDriver({ endpoint: bench.endpoint }).connect();
    await session.run({
      command: "UpdateTable",
      input: {
        TableName: bench.table,
        AttributeDefinitions: [{ AttributeName: "name", AttributeType: "S" }],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: "by_name",
              KeySchema: [{ AttributeName: "name", KeyType: "HASH" }],
              Projection: { ProjectionType: "ALL" },
            },
          },
        ],
      },
    });
    await session.close();
  }

  async function proxied(faults: ReturnType<typeof dynamoFaults>) {
    const proxy = await dynamoProxy(bench.endpoint, faults.decide, faults);
    onTestFinished(() => proxy.close());
    return dynamoDriver({ endpoint: proxy.endpoint });
  }

  interface Until {
    readonly script: DynamoScript;
    readonly driver: Awaited<ReturnType<typeof proxied>>;
    readonly version?: string;
    readonly historyTable?: string;
  }

  /** What a run cannot go on with, the next one does: a line that is cut too often, a conflict that stays. */
  async function untilDone({ script, ...about }: Until): Promise<void> {
    for (let tries = 1; ; tries++) {
      const failure: unknown = await bench
        .run(dynamo({ up: script }), { ...about, leaseMs: 20_000 })
        .then(() => null)
        .catch((thrown: unknown) => thrown);
      if (failure === null) return;
      expect(failure, String(failure)).toMatchObject({ status: 4 });
      expect(tries).toBeLessThan(20);
      const database = await bench.open(about.historyTable);
      await database.unlock({ force: true, reason: "its run has ended" });
      await database.close();
    }
  }

  /** Fills, transforms while a writer writes, and looks at every item. */
  async function round(seed: number) {
    await fill();
    const faults = dynamoFaults({ seed, percent: 6, unitsPerPartition: 25 });
    const driver = await proxied(faults);
    const written = new Map<number, number>();
    let writing = true;
    const writer = (async () => {
      for (let n = 1; writing; n++) {
        const number = Math.floor(Math.random() * ITEMS);
        if (leaves(number)) continue;
        await bench.app.update(...key(number), { name: `New${n} Name`, n });
        written.set(number, n);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    const version = String(1_000 + seed);
    const historyTable = `history-${bench.table}-${seed}`;
    await untilDone({ script: split, driver, version, historyTable }).finally(() => {
      writing = false;
    });
    await writer;
    expect(written.size).toBeGreaterThan(5);
    for (let number = 0; number < ITEMS; number++) {
      const found = await bench.app.get(...key(number));
      if (leaves(number)) {
        expect(found).toBeUndefined();
        expect(await bench.app.get("LEFT", `M#${number}`)).toMatchObject({
          first: `Ada${number}`,
          last: "Byron",
        });
        continue;
      }
      if (written.has(number)) expect(found).toMatchObject({ n: written.get(number) });
      // Split from the name as it was at some moment, never from two.
      expect(`${found?.first} ${found?.last}`).toMatch(/^(?:Ada\d+ Byron|New\d+ Name)$/);
    }
    expect(await bench.app.get("CONFIG", "SPLIT")).toMatchObject({ done: true });
    expect((await bench.app.all()).length).toBe(ITEMS + 1);
    return faults;
  }
});

/** Only where an index is read. */
const ONLY_INDEX: readonly FaultName[] = ["keys unprocessed", "stale read"];
