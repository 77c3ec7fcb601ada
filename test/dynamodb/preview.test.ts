// A dry run on DynamoDB: what it finds, that it sees its own writes, and that nothing can be written through it.
import { describe, expect, it } from "vitest";
import { type DynamoScript, dynamo, type Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import { dynamoEngine } from "../../src/dynamodb/engine.ts";
import { anyRun } from "../contracts/contract-store.ts";
import { dynamoProxy } from "../support/dynamo-proxy.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";
import { moduleScript, PLAIN_HEADER } from "./scripts.ts";

describe.skipIf(!hasEmulator)("a dry run", () => {
  const bench = dynamoBench();

  async function preview(...scripts: readonly DynamoScript[]) {
    const proxy = await dynamoProxy(bench.endpoint, () => "none");
    const readOnlyDriver = dynamoDriver({ endpoint: proxy.endpoint, readOnly: true });
    const engine = dynamoEngine({ driver: readOnlyDriver, readOnlyDriver, table: bench.table });
    const database = await engine.open({ run: anyRun(), report: () => undefined, readOnly: true });
    const found = [];
    for (const up of scripts) {
      const script = moduleScript("001_a.ts", dynamo({ up }));
      const { steps } = await engine.read(script, PLAIN_HEADER, { direction: "up", placeholders: {} });
      for (const step of steps) {
        const migration = { version: "001", name: "001_a" };
        const order = { step, migration, signal: new AbortController().signal, seed: 1 };
        found.push(...((await database.preview?.(order))?.operations ?? []));
      }
    }
    await database.close();
    expect(proxy.writes()).toBe(0);
    await proxy.close();
    return found;
  }

  it("groups what becomes of items by shape, and writes nothing", async () => {
    for (let n = 0; n < 20; n++) await bench.app.put({ PK: `T#${n % 3}`, SK: `${n}`, n, old: "x" });
    await bench.app.put({ PK: "CONFIG", SK: "A", limit: 1 });
    const before = await bench.app.all();
    const found = await preview(async (ctx) => {
      await ctx.config<Item>("CONFIG", "A").update((item) => ({ ...item, limit: "5", more: true }));
      await ctx.put({ PK: "CONFIG", SK: "B" });
      await ctx.put({ PK: "CONFIG", SK: "A" });
      await ctx.transform({ expect: { changed: [10, 15] } }, (item: Item) => {
        if (item.PK === "CONFIG") return ctx.skip;
        if (Number(item.n) >= 18) return ctx.remove;
        const { old, ...rest } = item;
        return { ...rest, renamed: old ?? null };
      });
    });
    expect(await bench.app.all()).toEqual(before);
    expect(found.map(({ what }) => what)).toEqual([
      "update CONFIG/A",
      "put CONFIG/B",
      `transform ${bench.table}`,
    ]);
    expect(found[0]?.shapes).toEqual([{ shape: "+more BOOL, ~limit N→S", count: 1, example: "CONFIG/A" }]);
    expect(found[2]).toMatchObject({
      ...{ scanned: 22, changed: 18, removed: 2, skipped: 2, writeUnits: 20 },
      shapes: [
        { shape: "+renamed S, -old S", count: 18 },
        { shape: "removed", count: 2 },
      ],
      unexpected: "changed 18, expected 10 to 15",
    });
  });

  it("sees its own writes, of earlier migrations too", async () => {
    await bench.app.put({ PK: "A", SK: "1", n: 1 });
    await bench.app.put({ PK: "A", SK: "2", n: 1 });
    const seen: unknown[] = [];
    const add: DynamoScript = async (ctx) => {
      await ctx.transform((item: Item) => ({ ...item, n: 2 }));
      await ctx.delete("A", "2");
      await ctx.put({ PK: "A", SK: "10", n: 2 });
    };
    const look: DynamoScript = async (ctx) => {
      seen.push(await ctx.get("A", "1"), await ctx.get("A", "2"), await ctx.query("A"));
      await ctx.transform((item: Item) => ({ ...item, n: 2 }));
    };
    const found = await preview(add, look);
    expect(seen).toEqual([
      { PK: "A", SK: "1", n: 2 },
      undefined,
      [
        { PK: "A", SK: "1", n: 2 },
        { PK: "A", SK: "10", n: 2 },
      ],
    ]);
    expect(found.at(-1)).toMatchObject({ scanned: 2, unchanged: 2, changed: 0 });
  });

  it("refuses by name what it cannot answer behind its own writes", async () => {
    await bench.app.put({ PK: "A", SK: "1" });
    const filtered: DynamoScript = async (ctx) => {
      await ctx.put({ PK: "A", SK: "2" });
      await ctx.transform({ filter: { expression: "attribute_exists(PK)" } }, (item: Item) => item);
    };
    await expect(preview(filtered)).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      message: expect.stringContaining("a filter"),
    });
  });

  it("has a connection through which nothing can be written, whoever asks", async () => {
    const proxy = await dynamoProxy(bench.endpoint, () => "none");
    const session = await dynamoDriver({ endpoint: proxy.endpoint, readOnly: true }).connect();
    const TableName = bench.table;
    const Key = { PK: { S: "A" }, SK: { S: "1" } };
    await expect(session.run({ command: "PutItem", input: { TableName, Item: Key } })).rejects.toMatchObject({
      code: "BUG",
    });
    await expect(session.run({ command: "DeleteItem", input: { TableName, Key } })).rejects.toMatchObject({
      code: "BUG",
    });
    const read = { TableName, Key, ConsistentRead: true } as const;
    expect(await session.run({ command: "GetItem", input: read })).not.toHaveProperty("Item");
    expect(proxy.writes()).toBe(0);
    await session.close();
    await proxy.close();
  });
});
