// What a transform's function makes of one item, as writes and the images that they need; nothing is sent here.
import { GodwitError } from "../../core/errors.ts";
import { type Item, REMOVE, SKIP } from "../../core/module-dynamo.ts";
import type { AttributeMap } from "../attribute.ts";
import { type Action, renderKey } from "../call.ts";
import { asItem, keyOfItem, refuseNewKey } from "../item-answer.ts";
import { type ItemUpdate, itemUpdate } from "../item-update.ts";
import { absent, unchangedSince } from "../item-write.ts";
import { watchReads } from "../read-set.ts";
import type { Target } from "../target.ts";
import { fromItem, toItem } from "../value.ts";
import { type Image, imageOf, keyText } from "./image.ts";

export type ItemChange = (item: Item) => unknown;

export interface PlanOptions {
  readonly target: Target;
  readonly change: ItemChange;
  readonly stamps: AttributeMap;
}

export interface PlannedItem {
  readonly key: AttributeMap;
  /** The item as it was given to the function. */
  readonly before: AttributeMap;
  /** One, or several that belong together in a transaction: of a list, the first is the item's own. */
  readonly actions: readonly Action[];
  readonly images: readonly Image[];
}

export type ItemPlan =
  | { readonly do: "skip" }
  | { readonly do: "nothing" }
  | { readonly do: "write"; readonly item: PlannedItem };

/** A transaction has a hundred actions. */
const MOST_ITEMS = 99;

/** Throws what the function throws, with the item's key, and MODULE_INVALID on an answer that is none. */
export function planItem(options: PlanOptions, before: AttributeMap): ItemPlan {
  const { target, change, stamps } = options;
  const key = keyOfItem(target, before);
  const label = renderKey(key);
  const watched = watchReads(toItem(before));
  const answer = called(change, watched.item, label);
  if (answer === SKIP) return { do: "skip" };
  if (answer === REMOVE) return { do: "write", item: removal(options, key, before) };
  if (Array.isArray(answer)) return planList(options, { key, before, answer, watched });
  const { result, reads } = watched.settle(asItem(answer, label));
  const after = fromItem(result);
  refuseNewKey(key, after, label);
  const update = itemUpdate({ before, after, reads, key: target.keys[0], stamps, label });
  return update ? { do: "write", item: changed(options, { key, before, after, update }) } : { do: "nothing" };
}

function called(change: ItemChange, item: Item, label: string): unknown {
  try {
    return change(item);
  } catch (thrown) {
    if (thrown instanceof GodwitError) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new GodwitError("MIGRATION_FAILED", `the transform's function failed for ${label}: ${message}`, {
      cause: thrown,
    });
  }
}

interface Changed {
  readonly key: AttributeMap;
  readonly before: AttributeMap;
  readonly after: AttributeMap;
  readonly update: ItemUpdate;
}

function changed({ target, stamps }: PlanOptions, { key, before, after, update }: Changed): PlannedItem {
  const { changes, ...rest } = update;
  const stampNames = Object.keys(stamps);
  return {
    key,
    before,
    actions: [{ Update: { TableName: target.table, Key: key, ...rest } }],
    images: [imageOf({ key, before, after, changes, stampNames })],
  };
}

function removal({ target, stamps }: PlanOptions, key: AttributeMap, before: AttributeMap): PlannedItem {
  const stampNames = Object.keys(stamps);
  return {
    key,
    before,
    actions: [{ Delete: { TableName: target.table, Key: key, ...unchangedSince(before) } }],
    images: [imageOf({ key, before, after: undefined, changes: [], stampNames })],
  };
}

interface Listed {
  readonly key: AttributeMap;
  readonly before: AttributeMap;
  readonly answer: readonly unknown[];
  readonly watched: ReturnType<typeof watchReads>;
}

/** The item with the same key, if it is in the list, is changed; the others are put where nothing is. */
function planList(options: PlanOptions, { key, before, answer, watched }: Listed): ItemPlan {
  const { target, stamps } = options;
  const label = renderKey(key);
  if (answer.length > MOST_ITEMS) {
    throw new GodwitError("NOT_SUPPORTED", `the function for ${label} answered ${answer.length} items`, {
      hint: `answer at most ${MOST_ITEMS} for one: DynamoDB writes no more together`,
    });
  }
  const { result, reads } = watched.settle(answer.map((one) => asItem(one, label)));
  // A list stays a list: only its parts were unwrapped.
  const items = (result as unknown as readonly object[]).map((one) => fromItem(one));
  const keys = items.map((item) => keyText(keyOfItem(target, item)));
  refuseTwice(keys, label);
  const own = items[keys.indexOf(keyText(key))];
  const others = items.filter((item) => item !== own);
  const update = own && itemUpdate({ before, after: own, reads, key: target.keys[0], stamps, label });
  const first = own
    ? update && changed(options, { key, before, after: own, update })
    : removal(options, key, before);
  const puts = others.map((item) => addition(options, item));
  if (puts.length === 0) return first ? { do: "write", item: first } : { do: "nothing" };
  const unchanged = { TableName: target.table, Key: key, ...unchangedSince(before, Object.keys(stamps)) };
  return {
    do: "write",
    item: {
      key,
      before,
      actions: [
        ...(first?.actions ?? [{ ConditionCheck: unchanged }]),
        ...puts.flatMap((put) => put.actions),
      ],
      images: [...(first?.images ?? []), ...puts.flatMap((put) => put.images)],
    },
  };
}

function addition(
  { target, stamps }: PlanOptions,
  item: AttributeMap,
): Pick<PlannedItem, "actions" | "images"> {
  const key = keyOfItem(target, item);
  const after = { ...item, ...stamps };
  return {
    actions: [{ Put: { TableName: target.table, Item: after, ...absent(target.keys[0]) } }],
    images: [imageOf({ key, before: undefined, after, changes: [], stampNames: Object.keys(stamps) })],
  };
}

function refuseTwice(keys: readonly string[], label: string): void {
  if (new Set(keys).size === keys.length) return;
  throw new GodwitError("MODULE_INVALID", `the function for ${label} answered two items with the same key`, {
    hint: "give each item of the list a key of its own, then run `godwit up` again",
  });
}
