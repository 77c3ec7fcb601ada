// Sends what was planned for one item, and tells a refusal from an answer that was lost.
import { backoff } from "../../core/retry.ts";
import type { AttributeMap } from "../attribute.ts";
import type { Action, Consumed, DynamoSession, Keyed } from "../call.ts";
import { failureOf, isConditionFailed, isConflict, isThrottled, itemAtFailure } from "../failure.ts";
import { carries } from "./image.ts";
import type { Pace } from "./pace.ts";
import type { PlannedItem } from "./plan-item.ts";

/** Longer than that throttled without a single write, and the run gives up for now. */
const THROTTLED_MS = 180_000;

export interface SendOptions {
  /** For reads. */
  readonly session: DynamoSession;
  /** For writes: it tells at once when DynamoDB throttles. */
  readonly writer: DynamoSession;
  readonly pace: Pace;
  readonly stampNames: readonly string[];
  /** Throws when nothing may be written any more: asked right before each write. */
  readonly check: () => void;
}

/** `refused` brings the item as it is now; undefined when it is gone. */
export type Sent =
  | { readonly did: "written" }
  | { readonly did: "refused"; readonly now: AttributeMap | undefined };

export async function sendItem(options: SendOptions, item: PlannedItem): Promise<Sent> {
  const pauses = backoff({
    budgetMs: THROTTLED_MS,
    firstMs: 50,
    longestMs: 20_000,
    now: () => performance.now(),
    random: Math.random,
  });
  for (;;) {
    await options.pace.turn();
    options.check();
    try {
      options.pace.spent(await send(options.writer, item.actions));
      return { did: "written" };
    } catch (thrown) {
      if (isRefused(thrown)) return settle(options, item, itemAtFailure(thrown));
      if (isThrottled(thrown)) options.pace.throttled();
      else if (!isConflict(thrown)) throw thrown;
      const delay = pauses.next();
      if (delay === null) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

function isRefused(thrown: unknown): boolean {
  return isConditionFailed(thrown) || failureOf(thrown)?.reasons.includes("ConditionalCheckFailed") === true;
}

/** A repeated write whose first answer was lost is refused, too: the items tell whether it was done. */
async function settle(
  { session, stampNames }: SendOptions,
  item: PlannedItem,
  known: AttributeMap | undefined,
): Promise<Sent> {
  const table = tableOf(item.actions[0]);
  const now = known ?? (await read(session, { TableName: table, Key: item.key }));
  const done = await Promise.all(
    item.images.map(async (image) => {
      const own = image.key === item.key;
      return carries(
        image,
        own ? now : await read(session, { TableName: table, Key: image.key }),
        stampNames,
      );
    }),
  );
  return done.every(Boolean) ? { did: "written" } : { did: "refused", now };
}

export async function read(session: DynamoSession, keyed: Keyed): Promise<AttributeMap | undefined> {
  const { Item } = await session.run({ command: "GetItem", input: { ...keyed, ConsistentRead: true } });
  return Item;
}

/** Answers what it cost. */
async function send(session: DynamoSession, actions: readonly Action[]): Promise<number> {
  const [first] = actions;
  const asked = { ReturnConsumedCapacity: "TOTAL", ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  if (actions.length === 1 && first && "Update" in first) {
    return costOf(await session.run({ command: "UpdateItem", input: { ...first.Update, ...asked } }));
  }
  if (actions.length === 1 && first && "Delete" in first) {
    return costOf(await session.run({ command: "DeleteItem", input: { ...first.Delete, ...asked } }));
  }
  const input = {
    TransactItems: actions,
    ClientRequestToken: crypto.randomUUID(),
    ReturnConsumedCapacity: "TOTAL",
  } as const;
  const { ConsumedCapacity = [] } = await session.run({ command: "TransactWriteItems", input });
  return ConsumedCapacity.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

function costOf({ ConsumedCapacity }: Consumed): number {
  return ConsumedCapacity?.CapacityUnits ?? 1;
}

function tableOf(action: Action | undefined): string {
  const [one] = Object.values(action ?? {}) as { readonly TableName: string }[];
  return one?.TableName ?? "";
}
