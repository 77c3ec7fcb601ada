// Updates and values against a server that evaluates the expressions, with the SDK's own marshalling as judge.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Item } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { DynamoSession } from "../../src/dynamodb/call.ts";
import { isConditionFailed } from "../../src/dynamodb/failure.ts";
import { itemUpdate } from "../../src/dynamodb/item-update.ts";
import { watchReads } from "../../src/dynamodb/read-set.ts";
import { fromItem, toItem } from "../../src/dynamodb/value.ts";
import { type Emulator, hasEmulator, startEmulator } from "./emulator.ts";
import { type Application, application, createTable } from "./tables.ts";

const KEY = { PK: "CONFIG", SK: "ANY" };
const name = fc.constantFrom("a", "b", "c", "d.e", "#f", "size", "ünï");
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ maxLength: 5 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }).map((members) => new Set(members)),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4 }),
  ),
}));
const item = fc.dictionary(name, value, { maxKeys: 5 }).map((one) => ({ ...one, ...KEY }) as Item);

describe.skipIf(!hasEmulator)("an update", () => {
  let emulator: Emulator;
  let app: Application;
  let session: DynamoSession;

  beforeAll(async () => {
    emulator = await startEmulator();
    await createTable(emulator.endpoint, "any");
    app = await application(emulator.endpoint, "any");
    session = await dynamoDriver({ endpoint: emulator.endpoint }).connect();
  });
  afterAll(async () => {
    await session.close();
    await app.close();
    await emulator.stop();
  });

  /** False when the conditions refuse it. */
  const send = async (before: Item, change: (item: Item) => Item): Promise<boolean> => {
    const watched = watchReads(toItem(fromItem(before)));
    const { result, reads } = watched.settle(change(watched.item));
    const order = {
      before: fromItem(before),
      after: fromItem(result),
      reads,
      key: "PK",
      stamps: {},
      label: "any",
    };
    const update = itemUpdate(order);
    if (!update) return true;
    try {
      await session.run({
        command: "UpdateItem",
        input: { TableName: "any", Key: fromItem(KEY), ...update },
      });
      return true;
    } catch (thrown) {
      if (isConditionFailed(thrown)) return false;
      throw thrown;
    }
  };

  it("makes any item of any other, whether made anew, copied or changed in place", async () => {
    const ways = fc.constantFrom<(before: Item, after: Item) => Item>(
      (_, after) => after,
      (before, after) => ({ ...onlyKeys(before, after), ...after }),
      (before, after) => {
        for (const key of Object.keys(before)) if (!(key in after)) delete before[key];
        return Object.assign(before, after);
      },
    );
    await fc.assert(
      fc.asyncProperty(item, item, ways, async (before, after, way) => {
        await app.put(before);
        expect(await send(before, (given) => way(given, after))).toBe(true);
        expect(await app.get(KEY.PK, KEY.SK)).toEqual(after);
      }),
      { numRuns: 150 },
    );
  });

  it("never lands on an item whose read or written parts are not as they were", async () => {
    await fc.assert(
      fc.asyncProperty(item, item, name, async (before, meanwhile, read) => {
        await app.put(meanwhile);
        const landed = await send(before, (given) => ({
          ...onlyKeys(given, given),
          result: shown(given[read]),
        }));
        const now = (await app.get(KEY.PK, KEY.SK)) ?? {};
        if (landed) expect(now.result).toBe(shown(meanwhile[read]));
        else expect(now).toEqual(meanwhile);
      }),
      { numRuns: 150 },
    );
  });

  it("is read by the SDK's own client as the values that were written", async () => {
    const client = new DynamoDBClient({
      endpoint: emulator.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "godwit", secretAccessKey: "godwit" },
    });
    const documents = DynamoDBDocumentClient.from(client);
    await fc.assert(
      fc.asyncProperty(item, async (written) => {
        await app.put(written);
        const { Item: found } = await documents.send(new GetCommand({ TableName: "any", Key: KEY }));
        expect(found).toEqual(written);
      }),
      { numRuns: 100 },
    );
    client.destroy();
  });
});

/** What a spread does: every attribute of `given` that `wanted` has is read and copied. */
function onlyKeys(given: Item, wanted: Item): Item {
  return Object.fromEntries(Object.entries(given).filter(([key]) => key in wanted));
}

/** Never undefined, so that there is always something to write. */
function shown(value: unknown): string {
  return JSON.stringify([plain(value)]);
}

/** As JSON can show it: a set as a sorted list. */
function plain(value: unknown): unknown {
  if (value instanceof Set) return ["set", ...[...value].sort()];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, plain(member)]),
  );
}
