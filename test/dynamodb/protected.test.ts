// A protected table: what it could be brought back to is known before anything is written, and is in the log.
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { DynamoScript, Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import { type AwsManner, awsManner } from "../support/dynamo-aws.ts";
import { dynamoProxy, type ProxiedCall } from "../support/dynamo-proxy.ts";
import { dynamoBench } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";

const UP: DynamoScript = async (ctx) => {
  await ctx.config<Item>("CONFIG", "A").update((item) => ({ ...item, on: true }));
};

describe.skipIf(!hasEmulator)("a protected table", () => {
  const bench = dynamoBench();
  const protection = {};

  beforeEach(() => bench.app.put({ PK: "CONFIG", SK: "A" }));

  async function aws(refuse: (call: ProxiedCall) => boolean = () => false) {
    const manner: AwsManner = awsManner();
    const decide = (call: ProxiedCall) => (refuse(call) ? { error: "AccessDeniedException" } : "none");
    const proxy = await dynamoProxy(bench.endpoint, decide, manner);
    onTestFinished(() => proxy.close());
    const { endpoint } = proxy;
    return { manner, endpoint, driver: dynamoDriver({ endpoint }) };
  }

  const secured = async () => {
    const database = await bench.open();
    const lines = await database.log(100);
    await database.close();
    return lines.filter(({ event }) => event === "secured");
  };

  it("with continuous backups: the time is in the log", async () => {
    const { driver, endpoint, manner } = await aws();
    const session = await dynamoDriver({ endpoint }).connect();
    await session.run({
      command: "UpdateContinuousBackups",
      input: {
        TableName: bench.table,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
    await session.close();
    const before = new Date().toISOString();
    const { done, events } = await bench.run(UP, { driver, protection });
    expect(done).toBe(true);
    const [line, ...others] = await secured();
    expect(others).toEqual([]);
    const { restoreTo = "" } = (line?.details ?? {}) as { readonly restoreTo?: string };
    expect(restoreTo >= before && restoreTo <= new Date().toISOString()).toBe(true);
    expect(events).toContainEqual({ type: "note", message: line?.reason });
    expect(manner.problems).toEqual([]);
    expect(manner.accepted).not.toContain("CreateBackup");
  });

  it("without them: a backup is made first, once for a run, up and down", async () => {
    const { driver, manner } = await aws();
    await bench.run(UP, { driver, protection });
    expect(manner.accepted).toEqual(["CreateBackup"]);
    expect((await secured())[0]).toMatchObject({
      reason: expect.stringContaining(`/backup/1`),
      details: { backup: expect.stringContaining(`table/${bench.table}/backup/1`) },
    });
    await bench.run(UP, { driver, protection, direction: "down" });
    expect(manner.accepted).toEqual(["CreateBackup", "CreateBackup"]);
    expect(manner.problems).toEqual([]);
  });

  it("that can have neither is not written, but with a reason", async () => {
    const { driver } = await aws(({ command }) => command === "CreateBackup");
    const refused = bench.run(UP, { driver, protection });
    await expect(refused).rejects.toMatchObject({
      code: "NO_BACKUP",
      hint: expect.stringContaining("--without-backup"),
    });
    expect(await bench.app.get("CONFIG", "A")).toEqual({ PK: "CONFIG", SK: "A" });
    const database = await bench.open();
    expect((await database.history()).records.filter(({ kind }) => kind !== "history")).toEqual([]);
    await database.close();
    await bench.run(UP, { driver, protection: { waived: "it is a copy" } });
    expect(await bench.app.get("CONFIG", "A")).toMatchObject({ on: true });
    expect((await secured())[0]).toMatchObject({ details: { waived: "it is a copy" } });
  });

  it("without items needs nothing, and a server without backups is told where no account is meant", async () => {
    const { driver, manner } = await aws();
    await bench.app.remove("CONFIG", "A");
    await bench.run(async (ctx) => void (await ctx.put({ PK: "CONFIG", SK: "B" })), { driver, protection });
    expect(manner.accepted).toEqual([]);
    expect(await secured()).toEqual([]);

    const put: DynamoScript = async (ctx) => void (await ctx.put({ PK: "CONFIG", SK: "C" }));
    await bench.run(put, { protection, version: "025" });
    expect((await secured())[0]?.reason).toContain("has no backups");
    const strict = { protection, account: "000000000000", version: "026" };
    await expect(bench.run(put, strict)).rejects.toMatchObject({ code: "NO_BACKUP" });
  });
});
