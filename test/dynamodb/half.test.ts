// A migration that failed half-way: it is half applied, and is finished, or taken back by force.
import { describe, expect, it } from "vitest";
import type { DynamoScript, Item } from "../../src/core/module-dynamo.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";

describe.skipIf(!hasEmulator)("a migration that failed half-way", () => {
  const bench = dynamoBench();
  const mark: DynamoScript = async (ctx) => {
    await ctx.transform((item: Item) => ({ ...item, done: true }));
    throw new Error("stopped");
  };

  it("is not taken for one that did nothing", async () => {
    await bench.app.put({ PK: "A", SK: "1" });
    await expect(bench.run(mark)).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    await expect(bench.run(mark, { direction: "down" })).rejects.toMatchObject({ code: "HALF_APPLIED" });
    await bench.run(mark, { direction: "down", force: true });
    expect(await bench.app.all()).toEqual([{ PK: "A", SK: "1" }]);
  });

  it("tells how long it took, once it is finished", async () => {
    const slow: DynamoScript = () => new Promise((resolve) => setTimeout(resolve, 120));
    await bench.run(slow);
    const database = await bench.open();
    const { records } = await database.history();
    expect(records.find(({ version }) => version === "024")?.executionTimeMs).toBeGreaterThanOrEqual(110);
    await database.close();
  });
});
