// Several runners, dead runners and runners that come back from the dead: the migration is applied once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../src/core/engine.ts";
import { dynamo } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { Instant } from "../../src/dynamodb/clock.ts";
import { type DynamoEngineOptions, dynamoEngine } from "../../src/dynamodb/engine.ts";
import { anyRecord, anyRun } from "../contracts/contract-store.ts";
import { apply } from "./apply.ts";
import { type Emulator, hasEmulator, startEmulator } from "./emulator.ts";
import { gate } from "./gate.ts";
import { cutLine, type LineHooks, line } from "./line.ts";
import { RunnerProcess } from "./runner-process.ts";
import { moduleScript } from "./scripts.ts";
import { type Application, application, createTable } from "./tables.ts";

const LEASE_MS = 900;

describe.skipIf(!hasEmulator)("runners", () => {
  let emulator: Emulator;
  let app: Application;
  let table = "";
  let tables = 0;
  const runners: RunnerProcess[] = [];

  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.stop());
  beforeEach(async () => {
    table = `runners-${++tables}`;
    await createTable(emulator.endpoint, table);
    app = await application(emulator.endpoint, table);
    await app.put({ PK: "CONFIG", SK: "LIMITS", runs: 0 });
    return async () => {
      for (const runner of runners.splice(0)) runner.kill();
      await app.close();
    };
  });

  const engine = (hooks: LineHooks = {}, options: Partial<DynamoEngineOptions> = {}) => {
    const driver = dynamoDriver({ endpoint: emulator.endpoint });
    const connect = async () => line(await driver.connect(), hooks);
    return dynamoEngine({ driver: { name: "dynamodb", connect }, table, ...options });
  };
  const open = (hooks?: LineHooks, options?: Partial<DynamoEngineOptions>) =>
    engine(hooks, options).open({ run: anyRun(), report: () => {} });
  const hold = async (hooks?: LineHooks, options?: Partial<DynamoEngineOptions>) => {
    const database = await open(hooks, options);
    const attempt = await database.tryLock({ purpose: "test", leaseMs: LEASE_MS });
    if ("held" in attempt) return { database, held: attempt.held };
    throw new Error("held by another");
  };
  const start = (...more: string[]): RunnerProcess => {
    const runner = new RunnerProcess([emulator.endpoint, table, ...more]);
    runners.push(runner);
    return runner;
  };
  const events = async () => {
    const database = await open();
    const lines = await database.log(100);
    expect((await database.verifyLog()).brokenAt).toBeNull();
    await database.close();
    return lines.map(({ event }) => event).reverse();
  };

  it("apply once when two processes start at the same time", async () => {
    const outputs = await Promise.all([start(), start(), start()].map((runner) => runner.ended()));
    expect(outputs.sort()).toEqual(["half\napplied\n", "nothing to do\n", "nothing to do\n"]);
    expect(await app.get("CONFIG", "LIMITS")).toMatchObject({ runs: 1 });
    expect(await events()).toEqual(["created", "announced", "applied"]);
  });

  it("take over from one that was killed half-way, and run the module again", async () => {
    const first = start("hang");
    await first.says("half");
    first.kill();
    expect(await start().ended()).toBe("half\napplied\n");
    expect(await app.get("CONFIG", "SECOND")).toMatchObject({ done: true });
    // The module is the unit of resume: its first write was done twice, as it must bear.
    expect(await app.get("CONFIG", "LIMITS")).toMatchObject({ runs: 2 });
    expect(await events()).toEqual(["created", "announced", "taken-over", "announced", "applied"]);
  });

  it("write nothing with a request that was under way when they were taken over", async () => {
    const slow = gate((commandOf) => commandOf === "TransactWriteItems" || commandOf === "UpdateItem");
    const zombie = await hold({ before: slow.pass });
    slow.stop();
    const late = zombie.held.record([
      { put: anyRecord("666"), log: { event: "applied", version: "666", name: "666" } },
    ]);
    const refused = expect(late).rejects.toMatchObject({ code: "LOCK_LOST" });
    await slow.waiting();
    const { held, database } = await holdWithin(LEASE_MS * 4, open);
    slow.open();
    await refused;
    expect(zombie.held.lost.aborted).toBe(true);
    expect((await database.history()).records.map(({ version }) => version)).toEqual(["000"]);
    await held.release();
  });

  it("change no item with a request that was under way when they were taken over", async () => {
    const isOurs = (command: string): boolean => command === "TransactWriteItems" || command === "UpdateItem";
    const slow = gate(isOurs);
    const zombie = apply({
      engine: engine({ before: slow.pass }),
      run: anyRun("zombie"),
      version: "8",
      name: "8_late",
      script: moduleScript(
        "8_late.ts",
        dynamo({
          async up(ctx) {
            slow.stop();
            await ctx
              .config<{ runs: number }>("CONFIG", "LIMITS")
              .update((item) => ({ ...item, runs: item.runs + 100 }));
          },
        }),
      ),
    });
    const ended = expect(zombie).rejects.toMatchObject({ code: "LOCK_LOST" });
    await slow.waiting();
    const { held } = await holdWithin(LEASE_MS * 4, open);
    slow.open();
    await ended;
    await held.release();
    expect(await app.get("CONFIG", "LIMITS")).toMatchObject({ runs: 0 });
  });

  it("keep the lock when a heartbeat was written and its answer lost", async () => {
    let lost = 0;
    const { held } = await hold({
      after(call) {
        if (call.command === "UpdateItem" && lost++ === 0) throw cutLine();
      },
    });
    await pause(LEASE_MS * 2);
    expect(lost).toBeGreaterThan(2);
    expect(held.lost.aborted).toBe(false);
    await held.release();
  });

  it("stop writing when they were frozen for most of a lease, though nobody took over", async () => {
    let frozenMs = 0;
    const clock = (): Instant => ({ monotonic: performance.now(), wall: Date.now() + frozenMs });
    const { held } = await hold({}, { clock });
    frozenMs = LEASE_MS;
    await expect(held.record([])).rejects.toMatchObject({ code: "LOCK_LOST", status: 4 });
    expect(held.lost.aborted).toBe(true);
  });

  it("end at once when they are cancelled, even if the module does not", async () => {
    const cancelling = new AbortController();
    const hanging = dynamo({
      async up(ctx) {
        cancelling.abort();
        await new Promise((resolve) => setTimeout(resolve, 30_000).unref());
        ctx.log("never");
      },
    });
    const run = { run: anyRun(), version: "9", name: "9_hangs", script: moduleScript("9_hangs.ts", hanging) };
    const started = performance.now();
    await expect(apply({ engine: engine(), ...run, signal: cancelling.signal })).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("notice that the log was edited, cut, or extended behind the head", async () => {
    const { held, database } = await hold();
    for (const version of ["1", "2", "3"]) {
      await held.record([{ put: anyRecord(version), log: { event: "applied", version, name: version } }]);
    }
    await held.release();
    const history = await application(emulator.endpoint, "godwit_migrations");
    const partition = `_MIGRATE#${table}`;
    const key = "LOG#000000000003";
    const original = await history.get(partition, key);
    await history.put({ ...original, who: "mallory" });
    expect((await database.verifyLog()).brokenAt).toBe("3");
    await history.put({ ...original });
    expect((await database.verifyLog()).brokenAt).toBeNull();
    const head = await history.get(partition, "HEAD");
    await history.put({ ...head, lines: 3, hash: original?.hash });
    expect((await database.verifyLog()).brokenAt).toBe("4");
    await history.put({ ...head, lines: 9 });
    expect((await database.verifyLog()).brokenAt).toBe("5");
    await history.close();
  });

  it("read a history of more than one page", async () => {
    const { held, database } = await hold();
    const long = "x".repeat(30_000);
    const versions = Array.from({ length: 60 }, (_, index) => String(index + 1));
    for (const from of [0, 20, 40]) {
      await held.record(
        versions.slice(from, from + 20).map((version) => ({
          put: anyRecord(version, { error: long }),
          log: { event: "applied", version, name: version, reason: long },
        })),
      );
    }
    await held.release();
    expect((await database.history()).records.length).toBe(61);
    expect(await database.verifyLog()).toMatchObject({ lines: 61, brokenAt: null });
    expect((await database.log(50)).map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, index) => String(61 - index)),
    );
    expect((await database.log(5, "3")).map(({ version }) => version)).toEqual(["3"]);
  });

  it("refuse the history of a newer Godwit by name", async () => {
    const { held, database } = await hold();
    await held.release();
    const history = await application(emulator.endpoint, "godwit_migrations");
    const meta = await history.get(`_MIGRATE#${table}`, "META");
    await history.put({ ...meta, layout: 2, toolVersion: "9.9.9" });
    await expect(database.history()).rejects.toMatchObject({
      code: "LAYOUT_NEWER",
      message: expect.stringContaining("9.9.9"),
    });
    await history.close();
  });

  it("keep the history in the application's own table when that is wished", async () => {
    const { held, database } = await hold({}, { historyTable: table });
    await held.record([{ put: anyRecord("1"), log: { event: "applied", version: "1", name: "1" } }]);
    await held.release();
    expect((await database.history()).records.map(({ version }) => version)).toEqual(["000", "1"]);
    expect(await app.get(`_MIGRATE#${table}`, "HIST#1")).toMatchObject({ version: "1" });
  });

  it("are told what doctor sees, and the least rights", async () => {
    const database = await open();
    expect((await database.examine()).map(({ ok }) => ok)).toEqual([true, true]);
    const policy = await database.grants();
    expect(JSON.parse(policy)).toMatchObject({ Version: "2012-10-17" });
    expect(policy).toContain("dynamodb:Scan");
    const nowhere = await open({}, { table: "no-such-table" });
    expect(await nowhere.examine()).toContainEqual(
      expect.objectContaining({
        name: "table",
        ok: false,
        message: expect.stringContaining("no-such-table"),
      }),
    );
    const attempt = nowhere.tryLock({ purpose: "test", leaseMs: LEASE_MS });
    await expect(attempt).rejects.toMatchObject({ code: "NO_DATABASE" });
  });
});

async function holdWithin(ms: number, open: () => Promise<Database>) {
  const database = await open();
  const end = performance.now() + ms;
  for (;;) {
    const attempt = await database.tryLock({ purpose: "test", leaseMs: LEASE_MS });
    if ("held" in attempt) return { database, held: attempt.held };
    if (performance.now() > end) throw new Error("still held");
    await pause(attempt.againMs);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
