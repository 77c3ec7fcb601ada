// A migration taken back from the images that were kept of what it overwrote.
import { describe, expect, it } from "vitest";
import { type DynamoScript, dynamo, type Item } from "../../src/core/module-dynamo.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";

describe.skipIf(!hasEmulator)("a migration without a down", () => {
  const bench = dynamoBench();
  const stamps = { at: "updated_at", by: "updated_by" };

  async function items(count: number): Promise<void> {
    for (let number = 0; number < count; number++) {
      const item = { PK: `A#${number % 3}`, SK: `${number}`, n: number, deep: { kept: 1, old: [number] } };
      await bench.app.put({ ...item, bytes: new Uint8Array([number, 255]), updated_at: "long ago" });
    }
  }

  const everything: DynamoScript = async (ctx) => {
    await ctx.put({ PK: "CONFIG", SK: "NEW", a: 1 });
    await ctx.config<Item>("CONFIG", "OLD").update((item) => ({ ...item, limit: 5 }));
    await ctx.transform((item: Item) => {
      if (item.PK === "CONFIG" || item.done) return ctx.skip;
      if (item.n === 4) return ctx.remove;
      if (item.n === 5) return [{ ...item, SK: "five", done: true }];
      return { ...item, done: true, deep: { kept: 1 }, n: Number(item.n) + 100 };
    });
    await ctx.config<Item>("CONFIG", "OLD").update(({ limit: _limit, ...item }) => ({ ...item, limit2: 6 }));
    await ctx.copy(["CONFIG", "OLD"], ["CONFIG", "COPY"]);
    await ctx.delete("CONFIG", "OLD");
  };

  it("is taken back exactly, newest change first", async () => {
    await items(40);
    await bench.app.put({ PK: "CONFIG", SK: "OLD", x: 1 });
    const before = await bench.app.all();
    await bench.run(everything, { stamps });
    expect(await bench.app.get("CONFIG", "COPY")).toMatchObject({ x: 1, limit2: 6 });
    expect((await bench.app.all()).length).toBe(41);
    const { messages } = await bench.run(everything, { stamps, direction: "down" });
    expect(messages).toEqual(["46 items are as before"]);
    expect(await bench.app.all()).toEqual(before);
  });

  it("leaves nothing behind in the history's table, and can be applied again", async () => {
    await items(10);
    const before = await bench.app.all();
    const historyTable = bench.table;
    const add: DynamoScript = (ctx) =>
      ctx.transform((item: Item) => ({ ...item, done: true })).then(() => undefined);
    await bench.run(add, { historyTable });
    await bench.run(add, { historyTable, direction: "down" });
    const own = (await bench.app.all()).filter(({ PK }) => String(PK).startsWith("_MIGRATE#"));
    expect(own.map(({ SK }) => String(SK).replace(/\d+$/, ""))).toEqual([
      ...["HEAD", "HIST#", "LOCK", "LOG#", "LOG#", "LOG#", "LOG#", "LOG#", "META"],
    ]);
    await bench.run(add, { historyTable });
    expect(await bench.app.get("A#1", "1")).toMatchObject({ done: true });
    await bench.run(add, { historyTable, direction: "down" });
    const theirs = (await bench.app.all()).filter(({ PK }) => !String(PK).startsWith("_MIGRATE#"));
    expect(theirs).toEqual(before);
  });

  it("overwrites nothing that others wrote since, and names it", async () => {
    await items(12);
    await bench.run((ctx) => ctx.transform(mark).then(() => undefined));
    await bench.app.update("A#1", "1", { n: 7777 });
    await bench.app.update("A#2", "2", { other: "kept" });
    const { messages } = await bench.run(() => undefined, { direction: "down" });
    expect(messages).toEqual([
      "11 items are as before",
      "1 were changed by others since, and stay as they are:",
      "  A#1/1",
    ]);
    expect(await bench.app.get("A#1", "1")).toMatchObject({ n: 7777, done: true });
    expect(await bench.app.get("A#2", "2")).toMatchObject({ n: 2, other: "kept" });
    expect(await bench.app.get("A#2", "2")).not.toHaveProperty("done");
  });

  it("goes on where taking back was interrupted", async () => {
    await items(30);
    const before = await bench.app.all();
    await bench.run((ctx) => ctx.transform(mark).then(() => undefined));
    let writes = 0;
    const cut = bench.run(() => undefined, {
      direction: "down",
      hooks: {
        before(call) {
          const own = call.command === "UpdateItem" && call.input.TableName === bench.table;
          if (own && ++writes === 12) throw new Error("cut");
        },
      },
    });
    await expect(cut).rejects.toThrow("cut");
    await bench.run(() => undefined, { direction: "down" });
    expect(await bench.app.all()).toEqual(before);
  });

  it("has its own down run instead, where it has one", async () => {
    await items(3);
    const both = dynamo({
      up: (ctx) => ctx.transform(mark).then(() => undefined),
      down: (ctx) => ctx.log("by hand"),
    });
    await bench.run(both);
    expect((await bench.run(both, { direction: "down" })).messages).toEqual(["by hand"]);
    expect(await bench.app.get("A#1", "1")).toMatchObject({ done: true });
  });

  it("is refused where nothing is known of what was written", async () => {
    const database = await bench.open();
    const attempt = await database.tryLock({ purpose: "test", leaseMs: 900 });
    if (!("held" in attempt)) throw new Error("held");
    await attempt.held.record([bench.stamped("024")]);
    await attempt.held.release();
    await expect(bench.run(() => undefined, { direction: "down" })).rejects.toMatchObject({
      code: "NO_ROLLBACK",
    });
  });
});

function mark(item: Item): object {
  return item.done ? item : { ...item, done: true, n: Number(item.n) + 100 };
}
