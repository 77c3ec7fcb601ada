// Other keys for items: copied, followed, compared, cut over and back, with writers at work and runs that die anywhere.
import { describe, expect, it, onTestFinished } from "vitest";
import type { DynamoMigration, Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { Call, DynamoSession } from "../../src/dynamodb/call.ts";
import type { FullMigration, FullScript } from "../../src/dynamodb/full-context.ts";
import type { Rekey } from "../../src/dynamodb/table/rekey/rekey.ts";
import type { Compared, Copied } from "../../src/dynamodb/table/rekey/rekey-work.ts";
import { fromItem } from "../../src/dynamodb/value.ts";
import { dynamo } from "../../src/sources/public-dynamo.ts";
import { dynamoBench, type Running } from "./bench.ts";
import { hasEmulator } from "./emulator.ts";
import { gate } from "./gate.ts";
import { cutLine, type LineHooks } from "./line.ts";
import { type Application, application } from "./tables.ts";

/** `GODWIT_TEST_STRIDE=1` kills at every write. */
const STRIDE = Number(process.env.GODWIT_TEST_STRIDE ?? 5);
const WRITES = /^(Put|Update|Delete|TransactWrite|Create)/;
const MARKER = ["CONFIG", "TABLE"] as const;

interface Member {
  readonly PK: string;
  readonly SK: string;
  readonly n: number;
  readonly team?: string;
}

/** Members are found by their team, and by their id second. */
const rekeyTo = (to: string): Rekey<Member, Item> => ({
  to,
  segments: 2,
  change({ PK, SK, team, ...rest }) {
    return PK === "MEMBER" ? { PK: `TEAM#${team}`, SK: `M#${SK}`, id: SK, ...rest } : null;
  },
  origin: ({ PK, id }) => (String(PK).startsWith("TEAM#") ? ["MEMBER", String(id)] : null),
  back: ({ PK, SK: _, id, ...rest }) => ({ PK: "MEMBER", SK: id, team: String(PK).slice(5), ...rest }),
});

describe.skipIf(!hasEmulator)("a re-keying", () => {
  const bench = dynamoBench();
  const run = (up: FullScript | FullMigration, about: Running = {}) => {
    const migration = dynamo(typeof up === "function" ? { up } : up) as DynamoMigration;
    return bench.run(migration, about);
  };

  async function twoTables(members = 9) {
    const to = `${bench.table}-by-team`;
    for (let n = 0; n < members; n++) await bench.app.put({ PK: "MEMBER", SK: `${n}`, team: `t${n % 3}`, n });
    await bench.app.put({ PK: "CONFIG", SK: "LIMITS", most: 3 });
    const app = await application(bench.endpoint, to);
    onTestFinished(() => app.close());
    const rekey = rekeyTo(to);
    const keys = { partitionKey: { name: "PK", type: "S" }, sortKey: { name: "SK", type: "S" } } as const;
    const found: (Copied | Compared)[] = [];
    const copy: FullMigration = {
      async up({ table }) {
        await table.of(to).create(keys);
        found.push(await table.copy(rekey));
      },
      async down({ table }) {
        await table.uncopy(rekey);
        await table.of(to).delete();
      },
    };
    const cut: FullMigration = {
      up: ({ table }) => table.cutOver(rekey, { marker: MARKER }).then(() => undefined),
      down: ({ table }) => table.cutBack(rekey, { marker: MARKER }).then(() => undefined),
    };
    return { to, app, rekey, copy, cut, found };
  }

  const asCopy = ({ SK, team, n }: Item) => ({ PK: `TEAM#${team}`, SK: `M#${SK}`, id: SK, n });
  const members = async (): Promise<Item[]> => (await bench.app.all()).filter(({ PK }) => PK === "MEMBER");
  const sorted = (items: readonly Item[]) => items.map((item) => JSON.stringify(item)).sort();
  async function expectCopied(app: Application): Promise<void> {
    const copies = (await app.all()).map(({ PK, SK, id, n }) => ({ PK, SK, id, n }));
    expect(sorted(copies as Item[])).toEqual(sorted((await members()).map(asCopy) as Item[]));
  }

  it("copies, follows what is changed and removed, compares, cuts over and back", async () => {
    const { to, app, rekey, copy, cut, found } = await twoTables();
    const { messages } = await run(copy);
    expect(found).toEqual([{ items: 10, missing: 0, different: 0, extra: 0, passes: 2 }]);
    expect(messages).toContain(`pass 1 from ${bench.table} to ${to}: 10 items, 9 were missing`);
    await expectCopied(app);
    await bench.app.remove("MEMBER", "1");
    await bench.app.put({ PK: "MEMBER", SK: "2", team: "t9", n: 2 });
    await bench.app.update("MEMBER", "3", { n: 33 });
    await bench.app.put({ PK: "MEMBER", SK: "new", team: "t1", n: 1 });
    const compared: Compared[] = [];
    await run(async ({ table }) => void compared.push(await table.compare(rekey)), { version: "025" });
    expect(compared).toEqual([{ items: 10, missing: 2, different: 1, extra: 2 }]);
    await run(cut, { version: "026" });
    await expectCopied(app);
    expect(await bench.app.get(...MARKER)).toMatchObject({ table: to, state: "settled" });
    await run(cut, { version: "026", direction: "down" });
    expect(await bench.app.get(...MARKER)).toMatchObject({ table: bench.table, state: "settled" });
  });

  it("is taken back with the copies that nobody changed, and the table when it is empty", async () => {
    const { app, copy } = await twoTables();
    const before = await bench.app.all();
    await run(copy);
    await app.update("TEAM#t1", "M#1", { n: 99 });
    await expect(run(copy, { direction: "down" })).rejects.toMatchObject({ code: "HAS_ITEMS" });
    expect((await app.all()).map(({ SK }) => SK)).toEqual(["M#1"]);
    await app.remove("TEAM#t1", "M#1");
    await run(copy, { direction: "down" });
    await expect(app.all()).rejects.toThrow("ResourceNotFoundException");
    expect(await bench.app.all()).toEqual(before);
  });

  it("is not taken back without functions that say how", async () => {
    const { copy } = await twoTables();
    await run(copy.up);
    await expect(run(copy.up, { direction: "down" })).rejects.toMatchObject({
      code: "NO_ROLLBACK",
      hint: expect.stringContaining("table.uncopy("),
    });
  });

  it("cuts back with what was written to the new place since, or says that it cannot", async () => {
    const { app, rekey, copy, cut } = await twoTables();
    await run(copy);
    await run(cut, { version: "025" });
    await app.update("TEAM#t0", "M#0", { n: 100 });
    await app.remove("TEAM#t1", "M#4");
    await app.put({ PK: "TEAM#t7", SK: "M#late", id: "late", n: 7 });
    const { back: _back, ...without } = rekey;
    const stuck: FullMigration = {
      ...cut,
      down: async ({ table }) => void (await table.cutBack(without, { marker: MARKER })),
    };
    await expect(run(stuck, { version: "025", direction: "down" })).rejects.toMatchObject({
      code: "NOT_AS_DECLARED",
      message: expect.stringContaining("1 were missing, 1 were different, 1 were too many"),
    });
    expect(await bench.app.get(...MARKER)).toMatchObject({ state: "settled", table: rekey.to });
    await run(cut, { version: "025", direction: "down" });
    await expectCopied(app);
    expect(await bench.app.get("MEMBER", "late")).toEqual({ PK: "MEMBER", SK: "late", team: "t7", n: 7 });
    expect(await bench.app.get("MEMBER", "0")).toMatchObject({ n: 100 });
    expect(await bench.app.get("MEMBER", "4")).toBeUndefined();
  });

  it("at every write that it is killed at ends the same", async () => {
    const { app, rekey, copy, cut } = await twoTables(6);
    const both: FullMigration = {
      async up(ctx) {
        await copy.up(ctx);
        await cut.up(ctx);
      },
      async down(ctx) {
        await cut.down?.(ctx);
        await copy.down?.(ctx);
      },
    };
    const before = await bench.app.all();
    const counting = dyingAt(Number.POSITIVE_INFINITY, "before");
    await run(both, { hooks: counting });
    const wanted = await app.all();
    await run(both, { direction: "down" });
    expect(counting.writes).toBeGreaterThan(40);
    for (let n = 1; n <= counting.writes; n += STRIDE) {
      const about = { historyTable: `history-${bench.table}-${n}` };
      const hooks = dyingAt(n, n % 2 === 0 ? "before" : "after");
      await run(both, { ...about, hooks }).catch((error: unknown) => error);
      const database = await bench.open(about.historyTable);
      await database.unlock({ force: true, reason: "dead" });
      await database.close();
      await run(both, about);
      expect(await app.all(), `killed at write ${n}`).toEqual(wanted);
      expect(await bench.app.get(...MARKER)).toMatchObject({ table: rekey.to, state: "settled" });
      await run(both, { ...about, direction: "down" });
      await bench.app.remove(...MARKER);
      expect(await bench.app.all(), `killed at write ${n}, taken back`).toEqual(before);
    }
  });

  it("loses nothing of a writer that waits while the marker says moving", async () => {
    const { to, app, copy, cut } = await twoTables(12);
    await bench.app.put({ PK: "CONFIG", SK: "TABLE", table: bench.table, state: "settled" });
    let over = false;
    const written = new Map<string, number>();
    const write = async (seed: number): Promise<void> => {
      for (let n = seed; !over; n += 7) {
        const id = String(n % 12);
        const marker = await bench.app.get(...MARKER);
        // This writer asks before each write, and holds the write only for as long as one call takes.
        if (marker?.state === "settled") {
          const key = marker.table === to ? [`TEAM#t${(n % 12) % 3}`, `M#${id}`] : ["MEMBER", id];
          const place = marker.table === to ? app : bench.app;
          await place.update(key[0] ?? "", key[1] ?? "", { [`by${seed}`]: n });
          written.set(`${id} by${seed}`, n);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const writers = [1, 2, 3].map(write);
    const rekey = rekeyTo(to);
    await run(copy);
    const waiting: FullMigration = {
      ...cut,
      up: async ({ table }) => void (await table.cutOver(rekey, { marker: MARKER, graceSeconds: 0.3 })),
    };
    await run(waiting, { version: "025" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    over = true;
    await Promise.all(writers);
    const all = await app.all();
    expect(written.size).toBeGreaterThan(10);
    for (const [what, n] of written) {
      const [id, by = ""] = what.split(" ");
      expect(all.find((item) => item.id === id)?.[by], what).toBe(n);
    }
  });

  it("needs no rest where the application writes to both places together", async () => {
    const { to, app, copy, cut } = await twoTables(12);
    let over = false;
    const session = await dynamoDriver({ endpoint: bench.endpoint }).connect();
    onTestFinished(() => session.close());
    const write = async (): Promise<void> => {
      for (let n = 0; !over; n++) {
        const item = { PK: "MEMBER", SK: String(n % 12), team: `t${(n % 12) % 3}`, n: n + 100 };
        await putBoth(session, [
          [bench.table, item],
          [to, asCopy(item)],
        ]);
      }
    };
    await run(async ({ table }) => {
      const key = { name: "PK", type: "S" } as const;
      await table.of(to).create({ partitionKey: key, sortKey: { name: "SK", type: "S" } });
    });
    const writer = write();
    await run({ up: copy.up }, { version: "025" });
    const done = run(cut, { version: "026" });
    await done;
    over = true;
    await writer;
    await expectCopied(app);
  });

  it("does not let a run that was frozen overwrite what came after it", async () => {
    const { to, app, copy, cut } = await twoTables(3);
    const held = gate((command) => WRITES.test(command));
    let copying = false;
    let late = 0;
    const hooks: LineHooks = {
      before: async (call: Call) => {
        const actions = "TransactItems" in call.input ? call.input.TransactItems : [];
        const puts = actions.some((one) => "Put" in one && one.Put.TableName === to);
        if (puts && !copying) {
          copying = true;
          held.stop();
        }
        // Its heartbeats freeze with it.
        await held.pass(call);
        if (puts) late++;
      },
    };
    const frozen = run(copy, { hooks, leaseMs: 300 }).catch((error: unknown) => error);
    await held.waiting();
    await new Promise((resolve) => setTimeout(resolve, 500));
    // Writes of copies are on their way: of an item that goes, of one whose copy goes, of one whose copy changes.
    await bench.app.remove("MEMBER", "1");
    await run(copy);
    await run(cut, { version: "025" });
    await app.remove("TEAM#t0", "M#0");
    await app.update("TEAM#t2", "M#2", { n: -1 });
    const before = await app.all();
    expect(before.map(({ SK, n }) => [SK, n])).toEqual([["M#2", -1]]);
    held.open();
    expect(await frozen).toBeInstanceOf(Error);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(late).toBeGreaterThanOrEqual(1);
    expect(await app.all()).toEqual(before);
  });

  it("gives other keys in the same table, beside the old ones", async () => {
    await twoTables(5);
    const rekey = rekeyTo(bench.table);
    const migration: FullMigration = {
      up: async ({ table }) => void (await table.copy(rekey)),
      down: async ({ table }) => void (await table.uncopy(rekey)),
    };
    const before = await bench.app.all();
    await run(migration);
    const copies = (await bench.app.all()).filter(({ PK }) => String(PK).startsWith("TEAM#"));
    expect(copies).toHaveLength(5);
    await run(migration, { direction: "down" });
    expect(await bench.app.all()).toEqual(before);
  });

  it("refuses functions that do not fit each other, before it writes", async () => {
    const { to, app, copy, rekey } = await twoTables(2);
    await run(copy.up);
    const attempts: readonly [Partial<Rekey>, string][] = [
      [{ origin: () => ["MEMBER", "other"] }, "is not what `origin` says of its copy"],
      [
        {
          change: () => [
            { PK: "A", SK: "1" },
            { PK: "A", SK: "1" },
          ],
        },
        "two copies with the same key",
      ],
      [{ change: () => ({ PK: "A" }) }, `the item to put into ${to} has no text, number or bytes \`SK\``],
      [{ to: "nowhere" }, "there is no DynamoDB table nowhere"],
      [{ origin: undefined as never }, "a re-keying lacks something"],
    ];
    for (const [wrong, message] of attempts) {
      const up: FullScript = async ({ table }) =>
        void (await table.copy({ ...(rekey as unknown as Rekey), ...wrong }));
      await expect(run(up, { version: "025", text: message })).rejects.toThrow(message);
    }
    expect(await app.all()).toHaveLength(2);
  });

  it("is tried on the first items by a plan", async () => {
    const { to, copy, cut } = await twoTables(4);
    const up: FullScript = async (ctx) => {
      await copy.up(ctx);
      await cut.up(ctx);
    };
    const driver = dynamoDriver({ endpoint: bench.endpoint, readOnly: true });
    const operations = await bench.preview(dynamo({ up }) as DynamoMigration, driver);
    expect(operations.map(({ what }) => what)).toEqual([
      `create table ${to} (PK S, SK S)`,
      `copy the items of ${bench.table} to ${to}`,
      `cut over from ${bench.table} to ${to}`,
    ]);
    expect(operations[1]?.notes?.[0]).toBe("the first 5 items have 4 copies");
  });
});

async function putBoth(session: DynamoSession, items: readonly [string, object][]): Promise<void> {
  const TransactItems = items.map(([TableName, item]) => ({ Put: { TableName, Item: fromItem(item) } }));
  for (;;) {
    const ClientRequestToken = crypto.randomUUID();
    const failed = await session
      .run({ command: "TransactWriteItems", input: { TransactItems, ClientRequestToken } })
      .then(() => undefined)
      .catch((error: unknown) => error);
    if (failed === undefined) return;
    if (!String(failed).includes("Transaction")) throw failed;
  }
}

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
