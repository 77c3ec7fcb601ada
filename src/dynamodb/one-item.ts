// What a migration may do to one item: update, put, delete and copy, each computed first and then sent conditionally.
import { GodwitError } from "../core/errors.ts";
import type { Item } from "../core/module-dynamo.ts";
import { type AttributeMap, sameMap } from "./attribute.ts";
import { renderKey } from "./call.ts";
import type { ContextOptions } from "./context-options.ts";
import { asItem, keyOfItem, refuseNewKey } from "./item-answer.ts";
import { itemUpdate } from "./item-update.ts";
import { absent, changesInWords, unchangedSince } from "./item-write.ts";
import { watchReads } from "./read-set.ts";
import { fromItem, toItem } from "./value.ts";

/** How often an item is read again because somebody else wrote in between. */
const TRIES = 8;

export async function readItem(
  { session, target, check }: ContextOptions,
  key: AttributeMap,
): Promise<AttributeMap | undefined> {
  check();
  const input = { TableName: target.table, Key: key, ConsistentRead: true } as const;
  return (await session.run({ command: "GetItem", input })).Item;
}

export async function updateItem(
  options: ContextOptions,
  key: AttributeMap,
  change: (item: Item) => object,
): Promise<"updated" | "unchanged"> {
  const { target } = options;
  const label = renderKey(key);
  return again(label, async () => {
    const before = await readItem(options, key);
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
    const { changes, ...update } = wanted;
    const action = { Update: { TableName: target.table, Key: key, ...update } };
    if (!(await options.write({ key, before, after: { ...after, ...stamps }, changes, action }))) return null;
    options.log(`updated ${label}: ${changesInWords(changes)}`);
    return "updated";
  });
}

export async function putItem(options: ContextOptions, item: object): Promise<"created" | "kept"> {
  const { target } = options;
  const stamps = stampsNow(options);
  const wanted = { ...fromItem(item), ...stamps };
  const key = keyOfItem(target, wanted);
  const action = { Put: { TableName: target.table, Item: wanted, ...absent(target.keys[0]) } };
  const created = await options.write({ key, before: undefined, after: wanted, changes: [], action });
  const label = renderKey(key);
  if (created) {
    options.log(`created ${label}`);
    return "created";
  }
  const found = (await readItem(options, key)) ?? {};
  const same = sameMap({ ...found, ...stamps }, wanted);
  options.log(`${label} exists already${same ? "" : " and differs: it was kept as it is"}`);
  return "kept";
}

export async function deleteItem(options: ContextOptions, key: AttributeMap): Promise<"deleted" | "absent"> {
  const label = renderKey(key);
  return again(label, async () => {
    const before = await readItem(options, key);
    if (!before) {
      options.log(`${label} is not there: nothing was deleted`);
      return "absent";
    }
    const action = { Delete: { TableName: options.target.table, Key: key, ...unchangedSince(before) } };
    if (!(await options.write({ key, before, after: undefined, changes: [], action }))) return null;
    options.log(`deleted ${label}`);
    return "deleted";
  });
}

export interface Copy {
  readonly from: AttributeMap;
  readonly to: AttributeMap;
  readonly change: (item: Item) => object;
}

export async function copyItem(
  options: ContextOptions,
  { from, to, change }: Copy,
): Promise<"created" | "kept"> {
  const source = await readItem(options, from);
  const label = renderKey(to);
  if (source) return putItem(options, { ...asItem(change(toItem(source)), label), ...toItem(to) });
  // Moved already, by an earlier run of the same migration perhaps.
  if (await readItem(options, to)) {
    options.log(`${label} exists already, and ${renderKey(from)} is gone`);
    return "kept";
  }
  throw new GodwitError(
    "MIGRATION_FAILED",
    `there is no item ${renderKey(from)} in ${options.target.table}`,
    { hint: "correct the key in the migration, then run `godwit up` again" },
  );
}

async function again<T>(label: string, attempt: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0)
      await new Promise((resolve) => setTimeout(resolve, 2 ** tries * 10 * (0.5 + Math.random())));
    const result = await attempt();
    if (result !== null) return result;
  }
  throw new GodwitError(
    "LOCK_TIMEOUT",
    `${label} was changed by others each of the ${TRIES} times we read it`,
    { hint: "see what writes it, then run `godwit up` again" },
  );
}

export function stampsNow({ stamps, migration }: Pick<ContextOptions, "stamps" | "migration">): AttributeMap {
  return {
    ...(stamps.at !== undefined && { [stamps.at]: { S: new Date().toISOString() } }),
    ...(stamps.by !== undefined && { [stamps.by]: { S: `migration:${migration}` } }),
  };
}
