// One item of configuration changed by a pure function: applied, recognised as applied, reverted, never lost.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Decimal } from "../../src/core/decimal.ts";
import type { Engine } from "../../src/core/engine.ts";
import type { Event } from "../../src/core/event.ts";
import { type DynamoScript, dynamo } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { Call } from "../../src/dynamodb/call.ts";
import { type DynamoEngineOptions, dynamoEngine } from "../../src/dynamodb/engine.ts";
import { anyRun } from "../contracts/contract-store.ts";
import { apply } from "./apply.ts";
import { type Emulator, hasEmulator, startEmulator } from "./emulator.ts";
import { type LineHooks, line } from "./line.ts";
import { addViewPayments, MATRIX, MATRIX_KEY, VIEW_PAYMENTS } from "./permission-matrix.ts";
import { moduleScript, PLAIN_HEADER, sqlScript } from "./scripts.ts";
import { type Application, application, createTable } from "./tables.ts";

describe.skipIf(!hasEmulator)("an item of configuration", () => {
  let emulator: Emulator;
  let app: Application;
  let table = "league";
  let tables = 0;

  beforeAll(async () => {
    emulator = await startEmulator();
  });
  afterAll(() => emulator.stop());
  beforeEach(async () => {
    table = `league-${++tables}`;
    await createTable(emulator.endpoint, table);
    app = await application(emulator.endpoint, table);
    await app.put(MATRIX);
    return () => app.close();
  });

  const engine = (hooks: LineHooks = {}, options: Partial<DynamoEngineOptions> = {}): Engine => {
    const driver = dynamoDriver({ endpoint: emulator.endpoint });
    const connect = async () => line(await driver.connect(), hooks);
    return dynamoEngine({ driver: { name: "dynamodb", connect }, table, ...options });
  };
  const run = (
    exported: unknown,
    about: { hooks?: LineHooks; options?: Partial<DynamoEngineOptions> } = {},
  ) => {
    const events: Event[] = [];
    const script = moduleScript("024_add_payment_permissions.ts", exported);
    const applied = apply({
      engine: engine(about.hooks, about.options),
      run: anyRun(),
      version: "024",
      name: "024_add_payment_permissions",
      script,
      events,
    });
    return applied.then((done) => ({ done, events, messages: logged(events) }));
  };
  const up = (script: DynamoScript, hooks?: LineHooks) => run(dynamo({ up: script }), hooks ? { hooks } : {});
  const matrix = () => app.get(...MATRIX_KEY);

  it("gets the permission, and nothing else changes", async () => {
    const { done, messages } = await run(addViewPayments);
    expect(done).toBe(true);
    expect(messages).toEqual(["updated CONFIG/PERMISSION_MATRIX: +permissions.view_payment_history"]);
    expect(await matrix()).toEqual({
      ...MATRIX,
      permissions: { ...MATRIX.permissions, view_payment_history: VIEW_PAYMENTS },
    });
  });

  it("sends only what differs, under conditions on what was read", async () => {
    const sent: Call[] = [];
    await run(addViewPayments, { hooks: { before: (call) => void sent.push(call) } });
    const updates = sent.flatMap((call) => ("TransactItems" in call.input ? call.input.TransactItems : []));
    const update = updates.find((action) => "Update" in action && action.Update.TableName === table);
    expect(update).toMatchObject({
      Update: {
        UpdateExpression: "SET #0.#1 = :0",
        ConditionExpression:
          "attribute_exists(#2) AND attribute_not_exists(#0.#1) AND attribute_type(#0, :1)",
        ExpressionAttributeNames: { "#0": "permissions", "#1": "view_payment_history", "#2": "PK" },
      },
    });
  });

  it("says so when it already is as wanted, and writes nothing", async () => {
    const permissions = { ...MATRIX.permissions, view_payment_history: VIEW_PAYMENTS };
    await app.put({ ...MATRIX, permissions, updated_at: "long ago" });
    const { done, messages } = await run(addViewPayments, {
      options: { stamps: { at: "updated_at", by: "updated_by" } },
    });
    expect(done).toBe(true);
    expect(messages).toEqual(["CONFIG/PERMISSION_MATRIX already is as wanted: nothing was written"]);
    expect(await matrix()).toMatchObject({ updated_at: "long ago" });
  });

  it("is stamped where that is configured", async () => {
    const before = new Date().toISOString();
    await run(addViewPayments, { options: { stamps: { at: "updated_at", by: "updated_by" } } });
    const found = await matrix();
    expect(found).toMatchObject({ updated_by: "migration:024_add_payment_permissions" });
    expect(String(found?.updated_at) >= before).toBe(true);
  });

  it("is applied once, and reverted by down", async () => {
    const script = moduleScript("024_add_payment_permissions.ts", addViewPayments);
    const order = { run: anyRun(), version: "024", name: "024_add_payment_permissions", script };
    expect(await apply({ engine: engine(), ...order })).toBe(true);
    expect(await apply({ engine: engine(), ...order })).toBe(false);
    expect(await apply({ engine: engine(), ...order, direction: "down" })).toBe(true);
    expect(await matrix()).toEqual(MATRIX);
    const database = await engine().open({ run: anyRun(), report: () => {} });
    expect((await database.history()).records.map(({ version }) => version)).toEqual(["000"]);
    expect((await database.log(10)).map(({ event }) => event)).toEqual([
      "reverted",
      "announced",
      "applied",
      "announced",
      "created",
    ]);
    await database.close();
  });

  it("is applied by a corrected file after one that failed, without repair", async () => {
    const order = { run: anyRun(), version: "024", name: "024_add_payment_permissions" };
    const broken = dynamo({ up: () => Promise.reject(new Error("not yet")) });
    const script = (exported: unknown, text: string) => moduleScript("024_add.ts", exported, text);
    const failing = apply({ engine: engine(), ...order, script: script(broken, "broken") });
    await expect(failing).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    expect(await apply({ engine: engine(), ...order, script: script(addViewPayments, "good") })).toBe(true);
    expect(await matrix()).toHaveProperty("permissions.view_payment_history");
  });

  it("keeps what another writer added in between, without a second look", async () => {
    const other = {
      ...MATRIX,
      permissions: { ...MATRIX.permissions, edit_league: { description: "theirs" } },
    };
    let looks = 0;
    await up(
      (ctx) =>
        ctx
          .config<{ permissions: Record<string, unknown> }>(...MATRIX_KEY)
          .update((item) => {
            looks++;
            item.permissions.mine = true;
            return item;
          })
          .then(() => {}),
      beforeFirstWrite(() => app.put(other)),
    );
    expect(looks).toBe(1);
    expect(await matrix()).toEqual({ ...other, permissions: { ...other.permissions, mine: true } });
  });

  it("is decided again when another writer changed what was looked at", async () => {
    await app.put({ ...MATRIX, counter: 1 });
    const seen: number[] = [];
    await up(
      async (ctx) => {
        await ctx.config<{ counter: number; next?: number }>(...MATRIX_KEY).update((item) => {
          seen.push(item.counter);
          return { ...item, next: item.counter + 1 };
        });
      },
      beforeFirstWrite(() => app.put({ ...MATRIX, counter: 41 })),
    );
    expect(seen).toEqual([1, 41]);
    expect(await matrix()).toEqual({ ...MATRIX, counter: 41, next: 42 });
  });

  it("tries again within the budget when others never stop changing it", async () => {
    let counter = 0;
    const failed = up(
      async (ctx) => {
        await ctx.config<{ counter: number }>(...MATRIX_KEY).update((item) => ({ ...item, counter: -1 }));
      },
      { before: (call) => (writes(call) ? app.put({ ...MATRIX, counter: counter++ }) : undefined) },
    );
    await expect(failed).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining("was changed by others each of the 8 times"),
    });
    expect(await matrix()).toEqual({ ...MATRIX, counter: counter - 1 });
  });

  it("keeps digits that JavaScript would round", async () => {
    const id = "12345678901234567890123456789012345678";
    await app.put({
      ...MATRIX,
      id: new Decimal(id),
      list: [new Decimal("0.1000000000000000055511151231257827")],
    });
    await up(async (ctx) => {
      await ctx.config(...MATRIX_KEY).update((item) => ({ ...item, copy: item.id ?? null, more: 2n ** 70n }));
    });
    expect(await app.raw(...MATRIX_KEY)).toMatchObject({
      id: { N: id },
      copy: { N: id },
      more: { N: "1180591620717411303424" },
      list: { L: [{ N: "0.1000000000000000055511151231257827" }] },
    });
  });

  it("is put only where there is none", async () => {
    const answers: string[] = [];
    const { messages } = await up(async (ctx) => {
      answers.push(await ctx.put({ PK: "CONFIG", SK: "SYSTEM", limit: 5 }));
      answers.push(await ctx.put({ PK: "CONFIG", SK: "SYSTEM", limit: 5 }));
      answers.push(await ctx.put({ PK: "CONFIG", SK: "SYSTEM", limit: 6 }));
      expect(await ctx.get("CONFIG", "SYSTEM")).toEqual({ PK: "CONFIG", SK: "SYSTEM", limit: 5 });
      expect(await ctx.get("CONFIG", "NOTHING")).toBeUndefined();
    });
    expect(answers).toEqual(["created", "kept", "kept"]);
    expect(messages).toEqual([
      "created CONFIG/SYSTEM",
      "CONFIG/SYSTEM exists already",
      "CONFIG/SYSTEM exists already and differs: it was kept as it is",
    ]);
  });

  it.each<[string, DynamoScript, string, string]>([
    [
      "an item that is not there",
      (ctx) => void ctx.config("CONFIG", "NONE").update((item) => item),
      "MIGRATION_FAILED",
      "there is no item",
    ],
    [
      "a new key",
      (ctx) => void ctx.config(...MATRIX_KEY).update((item) => ({ ...item, SK: "X" })),
      "MODULE_INVALID",
      "changes its key",
    ],
    [
      "no answer",
      (ctx) => void ctx.config(...MATRIX_KEY).update(() => undefined as never),
      "MODULE_INVALID",
      "answered nothing",
    ],
    [
      "a promise",
      (ctx) => void ctx.config(...MATRIX_KEY).update(async (item) => item),
      "MODULE_INVALID",
      "answered a promise",
    ],
    [
      "a date",
      (ctx) => void ctx.config(...MATRIX_KEY).update(() => ({ ...MATRIX, a: new Date() })),
      "MODULE_INVALID",
      "a is a Date",
    ],
    ["half a key", (ctx) => void ctx.get("CONFIG"), "MODULE_INVALID", "are named by PK and SK"],
    [
      "our own items",
      (ctx) => void ctx.put({ PK: "_MIGRATE#x", SK: "LOCK" }),
      "MODULE_INVALID",
      "is Godwit's",
    ],
  ])("refuses %s, awaited or not", async (_, script, code, message) => {
    await expect(up(script)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(await matrix()).toEqual(MATRIX);
  });

  it("fails with the module's own error", async () => {
    await expect(up(() => Promise.reject(new Error("no such league")))).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: "024_add_payment_permissions failed at step 1 of 1: no such league",
    });
  });

  it("is refused from files that are not DynamoDB migrations", async () => {
    const read = (script: ReturnType<typeof sqlScript>, direction: "up" | "down" = "up") =>
      engine().read(script, PLAIN_HEADER, { placeholders: {}, direction });
    await expect(read(sqlScript("001_a.sql", "select 1"))).rejects.toMatchObject({ code: "MODULE_INVALID" });
    await expect(read(moduleScript("001_a.ts", { up() {} }))).rejects.toMatchObject({
      code: "MODULE_INVALID",
    });
    await expect(read(moduleScript("001_a.ts", undefined))).rejects.toMatchObject({ code: "MODULE_INVALID" });
    expect(() => dynamo({ up: "no" as never })).toThrow(expect.objectContaining({ code: "MODULE_INVALID" }));
  });

  it("is refused in another account, before anything is written", async () => {
    await expect(run(addViewPayments, { options: { account: "123456789012" } })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
    });
    expect(await matrix()).toEqual(MATRIX);
  });
});

function writes(call: Call): boolean {
  return (
    "TransactItems" in call.input &&
    call.input.TransactItems.some(
      (action) => "Update" in action && "#0" in (action.Update.ExpressionAttributeNames ?? {}),
    )
  );
}

function beforeFirstWrite(work: () => Promise<void>): LineHooks {
  let done = false;
  return {
    async before(call) {
      if (done || !writes(call)) return;
      done = true;
      await work();
    },
  };
}

function logged(events: readonly Event[]): string[] {
  return events.flatMap((event) => (event.type === "log" ? [event.message] : []));
}
