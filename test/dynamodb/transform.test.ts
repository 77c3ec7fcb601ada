// Every item of a table given to a function: what it may answer, what others write meanwhile, and taking it back.
import { describe, expect, it } from "vitest";
import { type DynamoScript, dynamo, type Item } from "../../src/core/module-dynamo.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";

interface Member {
  PK: string;
  SK: string;
  name: string;
  first?: string;
  last?: string;
}

/** Splits a name; given its own answer, it gives it back. */
function split(member: Member): object {
  if (member.first !== undefined) return member;
  const [first = "", last = ""] = member.name.split(" ");
  return { ...member, first, last };
}

const splitNames: DynamoScript = async (ctx) => {
  await ctx.transform<Member>(split);
};

describe.skipIf(!hasEmulator)("a transform", () => {
  const bench = dynamoBench();

  async function members(count: number): Promise<void> {
    const numbers = Array.from({ length: count }, (_, number) => number);
    await Promise.all(
      numbers.map((number) =>
        bench.app.put({ PK: `TEAM#${number % 7}`, SK: `M#${number}`, name: `Ada${number} Byron` }),
      ),
    );
  }
  const member = (number: number) => bench.app.get(`TEAM#${number % 7}`, `M#${number}`);

  it("changes every item once, tells what it did, and writes nothing the second time", async () => {
    await members(700);
    const { messages } = await bench.run(splitNames);
    expect(messages).toEqual([`transformed ${bench.table}: 700 items, 700 changed`]);
    for (const number of [0, 350, 699])
      expect(await member(number)).toMatchObject({ first: `Ada${number}`, last: "Byron" });
    const again = await bench.run(splitNames, { version: "025" });
    expect(again.messages).toEqual([`transformed ${bench.table}: 700 items, 700 unchanged`]);
  });

  it("skips, removes, and puts several in the place of one", async () => {
    await bench.app.put({ PK: "A", SK: "skip", n: 1 });
    await bench.app.put({ PK: "A", SK: "remove", n: 1 });
    await bench.app.put({ PK: "A", SK: "both", left: 1, right: 2 });
    await bench.app.put({ PK: "A", SK: "move", n: 4 });
    const counts: unknown[] = [];
    await bench.run(async (ctx) => {
      counts.push(
        await ctx.transform((item: Item) => {
          if (item.SK === "remove") return ctx.remove;
          if (item.SK === "both" && item.right !== undefined) {
            const { right, ...rest } = item;
            return [rest, { PK: "A", SK: "right", right }];
          }
          return item.SK === "move" ? [{ ...item, SK: "moved" }] : ctx.skip;
        }),
      );
    });
    expect(counts).toEqual([expect.objectContaining({ changed: 1, added: 2, removed: 2, unchanged: 0 })]);
    expect(await bench.app.get("A", "skip")).toEqual({ PK: "A", SK: "skip", n: 1 });
    expect(await bench.app.get("A", "remove")).toBeUndefined();
    expect(await bench.app.get("A", "both")).toEqual({ PK: "A", SK: "both", left: 1 });
    expect(await bench.app.get("A", "right")).toEqual({ PK: "A", SK: "right", right: 2 });
    expect(await bench.app.get("A", "move")).toBeUndefined();
    expect(await bench.app.get("A", "moved")).toEqual({ PK: "A", SK: "moved", n: 4 });
  });

  it("reads only what the filter lets through, and leaves Godwit's own items alone", async () => {
    await members(20);
    const { messages } = await bench.run(
      async (ctx) => {
        const filter = { expression: "#pk = :team", names: { "#pk": "PK" }, values: { ":team": "TEAM#3" } };
        await ctx.transform<Member>({ filter }, split);
      },
      { historyTable: bench.table },
    );
    expect(messages).toEqual([`transformed ${bench.table}: 3 items, 3 changed`]);
    expect(await member(3)).toMatchObject({ first: "Ada3" });
    expect(await member(4)).not.toHaveProperty("first");
    const seen: unknown[] = [];
    await bench.run(
      (ctx) =>
        ctx
          .transform((item: Item) => {
            seen.push(item.PK);
            return item;
          })
          .then(() => undefined),
      { historyTable: bench.table, version: "025" },
    );
    expect(seen.length).toBe(20);
  });

  it("stamps what it changed, and nothing else", async () => {
    await members(3);
    await bench.app.put({ PK: "TEAM#1", SK: "M#1", name: "x", first: "x", last: "y" });
    await bench.run(splitNames, { stamps: { at: "updated_at", by: "updated_by" } });
    expect(await member(0)).toMatchObject({ updated_by: "migration:024_add_payments" });
    expect(await member(1)).not.toHaveProperty("updated_by");
  });

  it("stops before it writes more than is expected, and fails when it wrote less", async () => {
    await members(60);
    const more = bench.run(async (ctx) => {
      await ctx.transform<Member>({ expect: { changed: [0, 3] }, segments: 1 }, split);
    });
    await expect(more).rejects.toMatchObject({
      code: "EXPECTATION",
      message: "the transform would change 60 items or more; expected are 0 to 3",
    });
    expect(await member(0)).not.toHaveProperty("first");
    const less = bench.run(async (ctx) => {
      await ctx.transform<Member>({ expect: { changed: [100, 200] } }, split);
    });
    await expect(less).rejects.toMatchObject({ code: "EXPECTATION" });
  });

  it("begins with the first page again when the file was corrected", async () => {
    await members(40);
    const wrong = dynamo({
      async up(ctx) {
        await ctx.transform((item: Item) => ({ ...item, rank: "wrong" }));
        throw new Error("stopped");
      },
    });
    await expect(bench.run(wrong, { text: "wrong" })).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    const right = dynamo({
      async up(ctx) {
        await ctx.transform((item: Item) => ({ ...item, rank: "right" }));
      },
    });
    const { messages } = await bench.run(right, { text: "right" });
    expect(messages).toEqual([`transformed ${bench.table}: 40 items, 40 changed`]);
    expect(await member(5)).toMatchObject({ rank: "right" });
    await bench.run(right, { text: "right", direction: "down" });
    expect(await member(5)).not.toHaveProperty("rank");
  });

  it("names the item for which its function fails, and goes on when that is corrected", async () => {
    await members(30);
    await bench.app.put({ PK: "TEAM#9", SK: "BAD" });
    const failing = bench.run(splitNames);
    await expect(failing).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining("TEAM#9/BAD"),
    });
    await bench.app.put({ PK: "TEAM#9", SK: "BAD", name: "A B" });
    await bench.run(splitNames);
    expect(await bench.app.get("TEAM#9", "BAD")).toMatchObject({ first: "A" });
  });

  it("keeps a list of the items that others never stopped changing, and tries them again", async () => {
    await members(20);
    let n = 0;
    const stubborn = bench.run(splitNames, {
      hooks: {
        async before(call) {
          if (call.command !== "UpdateItem" || call.input.TableName !== bench.table) return;
          if (call.input.Key.SK && "S" in call.input.Key.SK && call.input.Key.SK.S === "M#4")
            await bench.app.put({ PK: "TEAM#4", SK: "M#4", name: `Ada${++n} Byron` });
        },
      },
    });
    await expect(stubborn).rejects.toMatchObject({
      code: "TRANSFORM_CONFLICTS",
      message: expect.stringContaining("TEAM#4/M#4"),
    });
    expect(n).toBeGreaterThanOrEqual(5);
    expect(await member(3)).toMatchObject({ first: "Ada3" });
    await bench.run(splitNames);
    expect(await member(4)).toMatchObject({ first: `Ada${n}` });
  });

  it.each<[string, DynamoScript, string]>([
    ["no function", (ctx) => void ctx.transform({} as never), "needs a function"],
    ["nothing as an answer", (ctx) => void ctx.transform(() => undefined as never), "answered nothing"],
    ["a promise", (ctx) => void ctx.transform(async (item) => item), "answered a promise"],
    ["another key", (ctx) => void ctx.transform((item) => ({ ...item, SK: "X" })), "changes its key"],
    ["one key twice", (ctx) => void ctx.transform((item) => [item, item]), "same key"],
    ["a misspelt option", (ctx) => void ctx.transform({ indx: "a" } as never, (i) => i), "`indx`"],
    [
      "a band that is none",
      (ctx) => void ctx.transform({ expect: { changed: [5, 1] } }, (i) => i),
      "expect.changed",
    ],
  ])("refuses %s", async (_, script, message) => {
    await members(2);
    await expect(bench.run(script)).rejects.toMatchObject({
      code: "MODULE_INVALID",
      message: expect.stringContaining(message),
    });
    expect(await member(0)).toEqual({ PK: "TEAM#0", SK: "M#0", name: "Ada0 Byron" });
  });
});
