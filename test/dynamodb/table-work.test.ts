// Work on tables as migrations do it: killed anywhere it ends the same, nothing is asked for twice, and it comes back.
import { describe, expect, it, onTestFinished } from "vitest";
import { type DynamoMigration, dynamo } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { Call, DynamoSession } from "../../src/dynamodb/call.ts";
import type { FullMigration, FullScript } from "../../src/dynamodb/full-context.ts";
import { readTable } from "../../src/dynamodb/table/read.ts";
import { SETTING_NAMES } from "../../src/dynamodb/table/settings.ts";
import { dynamo as publicDynamo } from "../../src/sources/public-dynamo.ts";
import { awsManner } from "../support/dynamo-aws.ts";
import { dynamoProxy, type Fault, type ProxiedCall } from "../support/dynamo-proxy.ts";
import { dynamoBench, type Running } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";
import { cutLine, type LineHooks } from "./line.ts";

const CITY = { partitionKey: { name: "city", type: "S" } } as const;
const TEAM = {
  partitionKey: { name: "team", type: "S" },
  sortKey: { name: "rank", type: "N" },
  projection: "KEYS_ONLY",
} as const;

const scriptFor =
  (archive: string): FullScript =>
  async ({ table, put }) => {
    await table.addIndex("by-city", CITY);
    await table.addIndex("by-team", TEAM);
    await table.set({ timeToLive: "expires", pointInTimeRecovery: true, tags: { team: "a" } });
    await table.of(archive).create({ partitionKey: { name: "id", type: "S" }, stream: "NEW_IMAGE" });
    await put({ PK: "CONFIG", SK: "INDEXES", ready: true });
    await table.dropIndex("by-city");
    await table.set({ stream: "NEW_AND_OLD_IMAGES" });
  };

/** Which of the writes are tried; `GODWIT_TEST_STRIDE=1` tries all. */
const STRIDE = Number(process.env.GODWIT_TEST_STRIDE ?? 8);

const WRITES = /^(Put|Update|Delete|TransactWrite|Create|Tag|Untag)/;

describe.skipIf(!hasEmulator)("work on tables", () => {
  const bench = dynamoBench();
  const script: FullScript = (ctx) => scriptFor(`${bench.table}-archive`)(ctx);

  async function aws(decide: (call: ProxiedCall) => Fault = () => "none") {
    const manner = awsManner();
    manner.looks = 2;
    const proxy = await dynamoProxy(bench.endpoint, decide, manner);
    const driver = dynamoDriver({ endpoint: proxy.endpoint });
    const session = await driver.connect();
    onTestFinished(async () => {
      expect(manner.problems).toEqual([]);
      await session.close();
      await proxy.close();
    });
    const run = (up: FullScript | FullMigration, about: Running = {}) => {
      const migration = publicDynamo(typeof up === "function" ? { up } : up) as DynamoMigration;
      return bench.run(migration, { driver, ...about });
    };
    return { manner, driver, session, run };
  }

  async function stateOf(session: DynamoSession, ...tables: string[]) {
    const found = [];
    for (const table of tables) found.push((await readTable(session, table, SETTING_NAMES))?.state ?? null);
    return found;
  }

  async function remove(session: DynamoSession, table: string): Promise<void> {
    await session.run({ command: "DeleteTable", input: { TableName: table } }).catch(() => undefined);
  }

  it("is done in order, an index at a time, and taken back in the other", async () => {
    const { manner, session, run } = await aws();
    const [before] = await stateOf(session, bench.table);
    const { messages } = await run(script);
    const [after, archive] = await stateOf(session, bench.table, `${bench.table}-archive`);
    expect(Object.keys(after?.globalIndexes ?? {})).toEqual(["by-team"]);
    expect(after?.settings).toMatchObject({
      ...{ timeToLive: "expires", pointInTimeRecovery: true, tags: { team: "a" } },
      stream: "NEW_AND_OLD_IMAGES",
    });
    expect(archive?.settings).toMatchObject({ stream: "NEW_IMAGE" });
    const own = manner.accepted.filter((change) => !/^(Put|Create)/.test(change));
    expect(own.slice(0, 3)).toEqual([
      "UpdateTable +by-city",
      "UpdateTable +by-team",
      "UpdateContinuousBackups",
    ]);
    expect(own).toContain("UpdateTable -by-city");
    expect(messages).toContain(`done: add index by-city (city S) to ${bench.table}`);
    await run(script, { direction: "down" });
    const [restored, gone] = await stateOf(session, bench.table, `${bench.table}-archive`);
    expect(restored).toEqual(before);
    expect(gone).toBeNull();
  });

  it("is done once however often it runs", async () => {
    const { manner, run } = await aws();
    await run(script);
    await bench.open().then(async (database) => database.close());
    const changes = manner.accepted.length;
    await run(script, { version: "025", text: "again" });
    // By-city is made and dropped again: that is what the migration says. Nothing else.
    expect(manner.accepted.slice(changes).filter((one) => !one.startsWith("CreateTable"))).toEqual([
      "UpdateTable +by-city",
      "UpdateTable -by-city",
    ]);
  });

  it("at every single write, ends as one that was not killed, and asks for no index twice", async () => {
    const { manner, driver, session, run } = await aws();
    manner.looks = 1;
    const [before] = await stateOf(session, bench.table);
    const counting = dyingAt(Number.POSITIVE_INFINITY, "before");
    await run(script, { hooks: counting });
    const wanted = await stateOf(session, bench.table, `${bench.table}-archive`);
    await run(script, { direction: "down" });
    expect(counting.writes).toBeGreaterThan(15);
    for (let n = 1; n <= counting.writes; n += STRIDE) {
      const historyTable = `history-${bench.table}-${n}`;
      const about = { historyTable, driver };
      const hooks = dyingAt(n, n % 2 === 0 ? "before" : "after");
      const from = manner.accepted.length;
      const died = await run(script, { ...about, hooks }).catch((error: unknown) => error);
      if (!(died instanceof Error)) expect(n).toBeGreaterThan(counting.writes - 3);
      const database = await bench.open(historyTable);
      await database.unlock({ force: true, reason: "dead" });
      await database.close();
      await run(script, about);
      expect(await stateOf(session, bench.table, `${bench.table}-archive`), `killed at write ${n}`).toEqual(
        wanted,
      );
      const asked = manner.accepted.slice(from).filter((change) => /[+]by-|CreateTable$/.test(change));
      // The history's table of this round, and the archive.
      expect(asked.filter((change) => change === "CreateTable").length, `killed at write ${n}`).toBeLessThan(
        3,
      );
      expect(asked.filter((change) => change !== "CreateTable").sort()).toEqual([
        "UpdateTable +by-city",
        "UpdateTable +by-team",
      ]);
      await run(script, { ...about, direction: "down" });
      const [restored, gone] = await stateOf(session, bench.table, `${bench.table}-archive`);
      expect(restored, `killed at write ${n}, taken back`).toEqual(before);
      expect(gone).toBeNull();
    }
  });

  it.each<[string, (call: ProxiedCall) => Fault]>([
    ["loses every fifth answer", ({ write }) => (write % 5 === 4 ? "cut after" : "none")],
    ["cuts every third write", ({ write }) => (write % 3 === 1 ? "cut before" : "none")],
    [
      "is busy every other time",
      ({ command, write }) =>
        command === "UpdateTable" && write % 2 === 0 ? { error: "ResourceInUseException" } : "none",
    ],
  ])("through a network that %s arrives too", async (_, decide) => {
    const calm = await aws();
    await calm.run(script);
    const wanted = await stateOf(calm.session, bench.table, `${bench.table}-archive`);
    await calm.run(script, { direction: "down" });
    const rough = await aws(decide);
    await rough.run(script);
    const found = await stateOf(rough.session, bench.table, `${bench.table}-archive`);
    // Each proxy has its own memory of what the emulator lacks.
    expect(found).toEqual(wanted);
    await remove(calm.session, `${bench.table}-archive`);
  });

  it("finds items that an index cannot hold, before it makes the index", async () => {
    const { manner, run } = await aws();
    await bench.app.put({ PK: "A", SK: "1", team: "x", rank: 1 });
    await bench.app.put({ PK: "A", SK: "2", team: "", rank: 1 });
    await bench.app.put({ PK: "A", SK: "3", team: "x", rank: "first" });
    await bench.app.put({ PK: "A", SK: "4", team: "x".repeat(2049), rank: 1 });
    await bench.app.put({ PK: "A", SK: "5" });
    const add: FullScript = ({ table }) => table.addIndex("by-team", TEAM).then(() => undefined);
    await expect(run(add)).rejects.toMatchObject({
      code: "KEY_VIOLATIONS",
      message: expect.stringContaining("3 items have a key that index by-team cannot hold"),
    });
    await expect(run(add)).rejects.toThrow("A/2, A/3, A/4");
    expect(manner.accepted.filter((change) => change.includes("+"))).toEqual([]);
    await run(async ({ table }) => {
      await table.addIndex("by-team", TEAM, { violations: "leave-out" });
    });
    expect(manner.accepted).toContain("UpdateTable +by-team");
  });

  it("only compares a table that belongs to CloudFormation or Terraform", async () => {
    const { manner, run } = await aws();
    const add: FullScript = ({ table }) => table.addIndex("by-city", CITY).then(() => undefined);
    manner.ownTags = [{ Key: "aws:cloudformation:stack-name", Value: "league-prod" }];
    const refused = {
      code: "NOT_AS_DECLARED",
      message: expect.stringContaining("add index by-city (city S)"),
    };
    await expect(run(add)).rejects.toMatchObject(refused);
    await expect(run(add)).rejects.toThrow("CloudFormation (stack league-prod)");
    manner.ownTags = [];
    await expect(run(add, { managedBy: "terraform" })).rejects.toMatchObject(refused);
    expect(manner.accepted.filter((change) => change.includes("by-city"))).toEqual([]);
    // Deployed by its owner: now it is as wanted, and stays so when the migration is taken back.
    await run(add, { managedBy: "godwit" });
    await run(add, { managedBy: "terraform", version: "025" });
    await run(add, { managedBy: "terraform", version: "025", direction: "down" });
    expect(manner.accepted.filter((change) => change.includes("by-city"))).toEqual(["UpdateTable +by-city"]);
  });

  it("says which limit of AWS is reached, to be tried again later", async () => {
    const { manner, session, run } = await aws();
    const there = { mode: "provisioned", read: 5, write: 5 } as const;
    const switching: FullScript = async ({ table }) => {
      for (let n = 0; n < 5; n++) {
        await table.set({ capacity: there });
        await table.set({ capacity: "on-demand" });
      }
    };
    await expect(run(switching)).rejects.toMatchObject({
      code: "SERVICE_LIMIT",
      status: 4,
      message: expect.stringContaining("limited to 4 times in 1 day"),
    });
    manner.liveChanges = 1;
    const other: FullScript = async ({ table }) => {
      await table.set({ timeToLive: "expires" });
      await table.set({ timeToLive: "until" });
    };
    await expect(run(other, { text: "corrected" })).rejects.toMatchObject({ code: "SERVICE_LIMIT" });
    // An hour later it goes on where it was.
    manner.liveChanges = 10;
    await run(other, { text: "corrected" });
    expect((await stateOf(session, bench.table))[0]?.settings.timeToLive).toBe("until");
  });

  it("makes the environment's own table where Godwit manages it, and refuses a table that is another", async () => {
    const { driver, session, run } = await aws();
    const table = `${bench.table}-made`;
    const create: FullScript = async (ctx) => {
      await ctx.table.create({
        partitionKey: { name: "id", type: "N" },
        globalIndexes: { "by-city": CITY },
        tableClass: "STANDARD_INFREQUENT_ACCESS",
      });
      await ctx.put({ id: 7, city: "Kiel" });
    };
    await expect(run(create, { table })).rejects.toMatchObject({ code: "NO_DATABASE" });
    const planned = await bench.preview(dynamo({ up: create } as unknown as DynamoMigration), driver, {
      ...{ table, managedBy: "godwit" },
    });
    expect(planned.map(({ what }) => what)).toEqual([`create table ${table} (id N)`, "put 7"]);
    await run(create, { table, managedBy: "godwit" });
    expect((await stateOf(session, table))[0]?.globalIndexes).toHaveProperty("by-city");
    const other: FullScript = async (ctx) => {
      await ctx.table.of(table).create({ partitionKey: { name: "id", type: "N" } });
    };
    const about = { table, managedBy: "godwit" } as const;
    await expect(run(other, { ...about, version: "025" })).rejects.toMatchObject({ code: "NOT_AS_DECLARED" });
    await run(other, { ...about, version: "025", direction: "down", force: true });
    // An item that the migration put goes with it; then the table is empty, and goes too.
    await run(create, { ...about, direction: "down" });
    expect(await stateOf(session, table)).toEqual([null]);
  });

  it("takes nothing back that others changed since, and no table that holds items", async () => {
    const { session, run } = await aws();
    const create: FullScript = async ({ table }) => {
      await table.of("kept").create({ partitionKey: { name: "PK", type: "S" } });
      await table.set({ tags: { a: "1" } });
    };
    onTestFinished(() => remove(session, "kept"));
    await run(create);
    const { Table } = await session.run({ command: "DescribeTable", input: { TableName: bench.table } });
    const Tags = [{ Key: "a", Value: "2" }];
    await session.run({ command: "TagResource", input: { ResourceArn: Table.TableArn ?? "", Tags } });
    const Key = { PK: { S: "x" } };
    await session.run({ command: "PutItem", input: { TableName: "kept", Item: Key } });
    await expect(run(create, { direction: "down" })).rejects.toMatchObject({
      code: "HAS_ITEMS",
      status: 3,
      message: "kept is not empty: it holds x",
    });
    expect((await stateOf(session, bench.table))[0]?.settings.tags).toEqual({ a: "2" });
    await session.run({ command: "DeleteItem", input: { TableName: "kept", Key } });
    const { messages } = await run(create, { direction: "down" });
    expect(messages).toContain(
      `${bench.table} was changed by others since, and stays: set tags +a on ${bench.table}`,
    );
    expect(await stateOf(session, "kept")).toEqual([null]);
  });

  it("says that a table which it took away does not come back", async () => {
    const { session, run } = await aws();
    const table = `${bench.table}-gone`;
    await run(
      async (ctx) => void (await ctx.table.of(table).create({ partitionKey: { name: "PK", type: "S" } })),
    );
    const remove: FullScript = async (ctx) => void (await ctx.table.of(table).delete());
    await run(remove, { version: "025" });
    expect(await stateOf(session, table)).toEqual([null]);
    await expect(run(remove, { version: "025", direction: "down" })).rejects.toMatchObject({
      code: "NO_ROLLBACK",
      message: `nothing takes back: delete table ${table}`,
    });
  });

  it("tells in a plan what it takes and costs, and writes nothing", async () => {
    const { manner, driver, session } = await aws();
    await bench.app.put({ PK: "A", SK: "1", rank: "first" });
    const operations = await bench.preview(dynamo({ up: script } as unknown as DynamoMigration), driver);
    expect(operations.map(({ what }) => what)).toEqual([
      `add index by-city (city S) to ${bench.table}`,
      `add index by-team (team S, rank N) to ${bench.table}`,
      `set point-in-time recovery on ${bench.table}`,
      `set tags +team on ${bench.table}`,
      `set time to live expires on ${bench.table}`,
      `create table ${bench.table}-archive (id S)`,
      "put CONFIG/INDEXES",
      `drop index by-city of ${bench.table}`,
      `set stream NEW_AND_OLD_IMAGES on ${bench.table}`,
    ]);
    expect(operations[0]?.notes).toEqual([
      expect.stringMatching(/^takes 5 to 15 minutes/),
      expect.stringMatching(/^costs up to \d+ write units/),
      `\`down\` would drop index by-city of ${bench.table}`,
    ]);
    expect(operations[1]?.unexpected).toContain("1 item has a key that index by-team cannot hold");
    expect(manner.accepted).toEqual([]);
    expect(await stateOf(session, `${bench.table}-archive`)).toEqual([null]);
  });
});

/** Dies before or after its n-th write: nothing leaves it any more, and nothing is heard of the last one. */
function dyingAt(n: number, when: "before" | "after"): LineHooks & { writes: number } {
  let dead = false;
  const hooks = {
    writes: 0,
    before(call: Call) {
      if (dead) throw cutLine();
      if (!WRITES.test(call.command)) return;
      hooks.writes++;
      dead = when === "before" && hooks.writes === n;
      if (dead) throw cutLine();
    },
    after(call: Call) {
      if (dead || (when === "after" && WRITES.test(call.command) && hooks.writes >= n)) {
        dead = true;
        throw cutLine();
      }
    },
  };
  return hooks;
}
