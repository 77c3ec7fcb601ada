// Single items deleted, copied, queried; and a table that remembers whose it is.
import { describe, expect, it } from "vitest";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";

describe.skipIf(!hasEmulator)("single items", () => {
  const bench = dynamoBench();

  it("are deleted as they were read, and not twice", async () => {
    await bench.app.put({ PK: "CONFIG", SK: "OLD", roles: new Set(["a"]), n: 1 });
    const answers: string[] = [];
    const { messages } = await bench.run(async (ctx) => {
      answers.push(await ctx.delete("CONFIG", "OLD"), await ctx.delete("CONFIG", "OLD"));
    });
    expect(answers).toEqual(["deleted", "absent"]);
    expect(messages).toEqual(["deleted CONFIG/OLD", "CONFIG/OLD is not there: nothing was deleted"]);
    expect(await bench.app.get("CONFIG", "OLD")).toBeUndefined();
  });

  it("are read again before a delete when somebody changed them in between", async () => {
    await bench.app.put({ PK: "CONFIG", SK: "OLD", n: 1 });
    let deletes = 0;
    const { messages } = await bench.run((ctx) => ctx.delete("CONFIG", "OLD").then(() => undefined), {
      hooks: {
        async before(call) {
          const deletes1 =
            "TransactItems" in call.input && call.input.TransactItems.some((one) => "Delete" in one);
          if (deletes1 && deletes++ === 0) await bench.app.put({ PK: "CONFIG", SK: "OLD", n: 2 });
        },
      },
    });
    expect(deletes).toBe(2);
    expect(messages).toEqual(["deleted CONFIG/OLD"]);
  });

  it("are copied under another key, changed on the way, and not over what is there", async () => {
    await bench.app.put({ PK: "CONFIG", SK: "A", n: 1 });
    await bench.app.put({ PK: "CONFIG", SK: "C", n: 9 });
    const answers: string[] = [];
    await bench.run(async (ctx) => {
      const grow = (item: { n: number }) => ({ ...item, n: item.n + 1 });
      answers.push(await ctx.copy(["CONFIG", "A"], ["CONFIG", "B"], grow));
      answers.push(await ctx.copy(["CONFIG", "A"], ["CONFIG", "C"]));
    });
    expect(answers).toEqual(["created", "kept"]);
    expect(await bench.app.get("CONFIG", "A")).toEqual({ PK: "CONFIG", SK: "A", n: 1 });
    expect(await bench.app.get("CONFIG", "B")).toEqual({ PK: "CONFIG", SK: "B", n: 2 });
    expect(await bench.app.get("CONFIG", "C")).toEqual({ PK: "CONFIG", SK: "C", n: 9 });
    const nothing = bench.run((ctx) => ctx.copy(["NO", "X"], ["NO", "Y"]).then(() => undefined), {
      version: "025",
    });
    await expect(nothing).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
  });

  it("are queried whole, by partition and beginning of the sort key", async () => {
    const long = "x".repeat(200_000);
    for (let n = 0; n < 12; n++) await bench.app.put({ PK: "TEAM", SK: `M#${n + 10}`, long });
    await bench.app.put({ PK: "TEAM", SK: "NAME" });
    const found: unknown[][] = [];
    await bench.run(async (ctx) => {
      found.push(await ctx.query("TEAM"), await ctx.query("TEAM", { begins: "M#1" }));
      found.push(await ctx.query("NOBODY"));
    });
    expect(found.map(({ length }) => length)).toEqual([13, 10, 0]);
  });

  it("are told by the names of what changed, never by values", async () => {
    await bench.app.put({ PK: "CONFIG", SK: "A", secret: "s3cret", gone: 1, "odd.name": 1 });
    const { messages } = await bench.run(async (ctx) => {
      await ctx.update<Record<string, unknown>>(["CONFIG", "A"], ({ gone, ...item }) => ({
        ...item,
        secret: "other",
        "odd.name": 2,
        b: 1,
        c: 1,
        d: 1,
      }));
    });
    expect(messages).toEqual(['updated CONFIG/A: ~"odd.name", +b, +c, +d and 2 more']);
  });
});

describe.skipIf(!hasEmulator)("a table", () => {
  const bench = dynamoBench();
  const nothing = () => undefined;

  it("remembers its environment and refuses another", async () => {
    await bench.run(nothing, { environment: "dev" });
    await expect(bench.run(nothing, { environment: "prod", version: "025" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: "the history in godwit_migrations belongs to the environment dev, and this run is for prod",
    });
    expect((await bench.run(nothing, { environment: "dev", version: "025" })).done).toBe(true);
  });

  it("learns its environment from the first run that has one", async () => {
    await bench.run(nothing);
    await bench.run(nothing, { environment: "dev", version: "025" });
    await expect(bench.run(nothing, { environment: "prod", version: "026" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
  });

  it("that was copied from another account with its history is refused", async () => {
    const historyTable = bench.table;
    await bench.run(nothing, { historyTable });
    const meta = await bench.app.get(`_MIGRATE#${bench.table}`, "META");
    expect(meta).toMatchObject({ account: "000000000000" });
    await bench.app.put({ ...meta, account: "123456789012" });
    await expect(bench.run(nothing, { historyTable, version: "025" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      hint: expect.stringContaining("remove `account`"),
    });
  });
});
