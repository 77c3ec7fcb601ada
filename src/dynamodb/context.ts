// What a migration may do with the application's table: read consistently, and write conditionally under the lock.
import { GodwitError } from "../core/errors.ts";
import type { DynamoContext, Item, KeyValue } from "../core/module-dynamo.ts";
import { type AttributeMap, sameAttribute, sameMap } from "./attribute.ts";
import { type Action, type DynamoSession, renderKey } from "./call.ts";
import { attributeAt } from "./change.ts";
import { itemUpdate } from "./item-update.ts";
import { watchReads } from "./read-set.ts";
import { type Target, targetKey } from "./target.ts";
import { fromItem, toItem } from "./value.ts";

/** How often an update reads again because somebody else wrote in between. */
const UPDATE_TRIES = 8;

export interface ContextOptions {
  readonly session: DynamoSession;
  readonly target: Target;
  /** Attributes that say when and by which migration an item was written; their names, where configured. */
  readonly stamps: Stamps;
  /** Name of the migration, for the stamp. */
  readonly migration: string;
  /** Sends one write under the lock; false when the write's own condition does not hold. Throws when the lock is lost. */
  readonly write: (action: Action) => Promise<boolean>;
  /** Throws when the run must stop. */
  readonly check: () => void;
  readonly log: (message: string) => void;
  readonly signal: AbortSignal;
}

export interface Stamps {
  readonly at?: string;
  readonly by?: string;
}

export function dynamoContext(options: ContextOptions): DynamoContext {
  const { target, signal, log } = options;
  return {
    signal,
    log,
    config: (partitionKey, sortKey) => ({
      update: (change) =>
        // The type is the migration's word about its own item.
        update(options, targetKey(target, partitionKey, sortKey), change as (item: Item) => object),
    }),
    async get<T extends object>(partitionKey: KeyValue, sortKey?: KeyValue) {
      const found = await read(options, targetKey(target, partitionKey, sortKey));
      return found && (toItem(found) as T);
    },
    put: (item) => put(options, item),
  };
}

async function update(
  options: ContextOptions,
  key: AttributeMap,
  change: (item: Item) => object,
): Promise<"updated" | "unchanged"> {
  const { target } = options;
  const label = renderKey(key);
  for (let tries = 0; tries < UPDATE_TRIES; tries++) {
    if (tries > 0)
      await new Promise((resolve) => setTimeout(resolve, 2 ** tries * 10 * (0.5 + Math.random())));
    const before = await read(options, key);
    if (!before) {
      throw new GodwitError("MIGRATION_FAILED", `there is no item ${label} in ${target.table}`, {
        hint: "create it first with `ctx.put({ … })`, then run `godwit up` again",
      });
    }
    const watched = watchReads(toItem(before));
    const { result, reads } = watched.settle(asItem(change(watched.item), label));
    const after = fromItem(result);
    refuseNewKey(key, after, label);
    const stamps = stampsNow(options);
    const wanted = itemUpdate({ before, after, reads, key: target.keys[0], stamps, label });
    if (!wanted) {
      options.log(`${label} already is as wanted: nothing was written`);
      return "unchanged";
    }
    if (await options.write({ Update: { TableName: target.table, Key: key, ...wanted } })) {
      options.log(`updated ${label}`);
      return "updated";
    }
  }
  throw new GodwitError(
    "LOCK_TIMEOUT",
    `${label} was changed by others each of the ${UPDATE_TRIES} times we read it`,
    {
      hint: "see what writes it, then run `godwit up` again",
    },
  );
}

async function put(options: ContextOptions, item: object): Promise<"created" | "kept"> {
  const { target } = options;
  const [pk, sk] = target.keys;
  const stamps = stampsNow(options);
  const wanted = { ...fromItem(item), ...stamps };
  const keyValue = (name: string): KeyValue => {
    const value = toItem(wanted)[name];
    if (typeof value === "string" || typeof value === "number") return value;
    throw new GodwitError(
      "MODULE_INVALID",
      `the item to put into ${target.table} has no text or number \`${name}\``,
      {
        hint: "give the item its key, then run `godwit up` again",
      },
    );
  };
  const key = targetKey(target, keyValue(pk), sk === undefined ? undefined : keyValue(sk));
  const created = await options.write({
    Put: {
      TableName: target.table,
      Item: wanted,
      ConditionExpression: "attribute_not_exists(#pk)",
      ExpressionAttributeNames: { "#pk": pk },
    },
  });
  const label = renderKey(key);
  if (created) {
    options.log(`created ${label}`);
    return "created";
  }
  const found = (await read(options, key)) ?? {};
  const same = sameMap({ ...found, ...stamps }, wanted);
  options.log(`${label} exists already${same ? "" : " and differs: it was kept as it is"}`);
  return "kept";
}

async function read(
  { session, target, check }: ContextOptions,
  key: AttributeMap,
): Promise<AttributeMap | undefined> {
  check();
  const input = { TableName: target.table, Key: key, ConsistentRead: true } as const;
  return (await session.run({ command: "GetItem", input })).Item;
}

function stampsNow({ stamps, migration }: ContextOptions): AttributeMap {
  return {
    ...(stamps.at !== undefined && { [stamps.at]: { S: new Date().toISOString() } }),
    ...(stamps.by !== undefined && { [stamps.by]: { S: `migration:${migration}` } }),
  };
}

function asItem(result: unknown, label: string): object {
  const isPromise = result instanceof Promise;
  if (typeof result === "object" && result !== null && !Array.isArray(result) && !isPromise) return result;
  const got = isPromise ? "a promise" : result === undefined ? "nothing" : "something that is no item";
  throw new GodwitError("MODULE_INVALID", `the function that updates ${label} answered ${got}`, {
    hint: "answer the item from a function that is not async, then run `godwit up` again",
  });
}

function refuseNewKey(key: AttributeMap, after: AttributeMap, label: string): void {
  for (const name of Object.keys(key)) {
    if (sameAttribute(key[name], attributeAt(after, [name]))) continue;
    throw new GodwitError(
      "MODULE_INVALID",
      `the function that updates ${label} changes its key \`${name}\``,
      {
        hint: "a key cannot change: put a new item instead, then run `godwit up` again",
      },
    );
  }
}
