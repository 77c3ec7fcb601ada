// A run that dies at any write of a transform, and a network that cuts, throttles and forgets: the end is the same.
import { describe, expect, it } from "vitest";
import { type DynamoScript, dynamo, type Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { Call } from "../../src/dynamodb/call.ts";
import { dynamoProxy, type Fault, type ProxiedCall } from "../support/dynamo-proxy.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";
import { cutLine, type LineHooks } from "./line.ts";

const script: DynamoScript = async (ctx) => {
  await ctx.put({ PK: "CONFIG", SK: "NEW", a: 1 });
  await ctx.transform(
    { segments: 3, expect: { changed: [6, 6], added: [2, 2], removed: [3, 3] } },
    (item: Item) => {
      if (item.PK === "CONFIG" || item.done) return item;
      if (item.n === 4) return ctx.remove;
      if (item.n === 5 || item.n === 6) return [{ PK: "B", SK: `moved-${item.n}`, done: true }];
      return { ...item, n: Number(item.n) + 100, done: true };
    },
  );
  await ctx.config<Item>("CONFIG", "NEW").update((item) => ({ ...item, b: 2 }));
};
const migration = dynamo({ up: script });

const WRITES = /^(Put|Update|Delete|TransactWrite)/;

describe.skipIf(!hasEmulator)("a transform that is killed", () => {
  const bench = dynamoBench();

  async function fill(): Promise<void> {
    for (let n = 0; n < 9; n++) await bench.app.put({ PK: "A", SK: `${n}`, n });
  }
  async function empty(): Promise<void> {
    for (const { PK, SK } of await bench.app.all()) await bench.app.remove(String(PK), String(SK));
  }
  /** Dies before or after its n-th write: nothing leaves it any more, and nothing is heard of the last one. */
  const dyingAt = (n: number, when: "before" | "after"): LineHooks & { writes: number } => {
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
  };

  it("at every single write, ends as one that was not, and is taken back exactly", async () => {
    await fill();
    const before = await bench.app.all();
    const counting = dyingAt(Number.POSITIVE_INFINITY, "before");
    await bench.run(migration, { hooks: counting });
    const wanted = await bench.app.all();
    expect(wanted.length).toBe(9);
    await bench.run(migration, { direction: "down" });
    expect(await bench.app.all()).toEqual(before);
    expect(counting.writes).toBeGreaterThan(25);
    for (let n = 1; n <= counting.writes; n++) {
      await empty();
      await fill();
      const historyTable = `history-${bench.table}-${n}`;
      const about = { historyTable };
      const hooks = dyingAt(n, n % 2 === 0 ? "before" : "after");
      const died = await bench.run(migration, { ...about, hooks }).catch((error: unknown) => error);
      if (!(died instanceof Error)) expect(n).toBeGreaterThan(counting.writes - 3);
      // So that nobody waits for the dead holder's lease.
      const database = await bench.open(historyTable);
      await database.unlock({ force: true, reason: "dead" });
      await database.close();
      await bench.run(migration, about);
      expect(await bench.app.all(), `killed at write ${n}`).toEqual(wanted);
      await bench.run(migration, { ...about, direction: "down" });
      expect(await bench.app.all(), `killed at write ${n}, taken back`).toEqual(before);
    }
  });

  it.each<[string, (call: ProxiedCall) => Fault]>([
    ["loses every seventh answer", ({ write }) => (write % 7 === 6 ? "cut after" : "none")],
    ["cuts every fifth write", ({ write }) => (write % 5 === 4 ? "cut before" : "none")],
    [
      "throttles two of three writes for items",
      ({ command, input, write }) =>
        command === "UpdateItem" && String(input.TableName).startsWith("league") && write % 3 !== 0
          ? { error: "ProvisionedThroughputExceededException" }
          : "none",
    ],
    [
      "has transactions that conflict",
      ({ write }) => (write % 4 === 3 ? { error: "TransactionConflictException" } : "none"),
    ],
  ])("or whose network %s, ends as one with a quiet network", async (_, decide) => {
    await fill();
    await bench.run(migration);
    const wanted = await bench.app.all();
    await bench.run(migration, { direction: "down" });
    const proxy = await dynamoProxy(bench.endpoint, decide);
    const driver = dynamoDriver({ endpoint: proxy.endpoint });
    await bench.run(migration, { driver });
    expect(await bench.app.all()).toEqual(wanted);
    expect(proxy.writes()).toBeGreaterThan(20);
    await proxy.close();
  });
});
