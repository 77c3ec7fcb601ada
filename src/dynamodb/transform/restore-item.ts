// Puts one item back to what it was, where it still holds what a migration wrote.
import type { AttributeMap } from "../attribute.ts";
import { type DynamoSession, renderKey } from "../call.ts";
import { isConditionFailed } from "../failure.ts";
import { itemUpdate } from "../item-update.ts";
import { absent, unchangedSince } from "../item-write.ts";
import type { Target } from "../target.ts";
import { withValue } from "../with-value.ts";
import { carries, type Image, isAsBefore } from "./image.ts";
import { read } from "./send-item.ts";

export interface RestoreOptions {
  readonly session: DynamoSession;
  readonly target: Target;
  readonly stampNames: readonly string[];
  /** Throws when the run must stop. */
  readonly check: () => void;
}

export interface Restored {
  readonly label: string;
  /** `kept`: somebody changed it since. */
  readonly did: "restored" | "was as before" | "kept";
}

const TRIES = 8;

export async function restoreItem(options: RestoreOptions, image: Image): Promise<Restored> {
  const { session, target, stampNames } = options;
  const label = renderKey(image.key);
  for (let tries = 0; tries < TRIES; tries++) {
    const now = await read(session, { TableName: target.table, Key: image.key });
    if (isAsBefore(image, now)) return { label, did: tries === 0 ? "was as before" : "restored" };
    if (!carries(image, now, stampNames)) break;
    options.check();
    if (await write(options, image, now)) return { label, did: "restored" };
  }
  return { label, did: "kept" };
}

/** False when the item is not what it was a moment ago. */
async function write(
  { session, target }: RestoreOptions,
  image: Image,
  now: AttributeMap | undefined,
): Promise<boolean> {
  const keyed = { TableName: target.table, Key: image.key };
  const [key] = target.keys;
  try {
    if (image.kind === "removed") {
      const input = { TableName: target.table, Item: image.before, ...absent(key) };
      await session.run({ command: "PutItem", input });
    } else if (image.kind === "added") {
      const input = { ...keyed, ...unchangedSince(now ?? {}) };
      await session.run({ command: "DeleteItem", input });
    } else {
      const before = now ?? {};
      const label = renderKey(image.key);
      const update = itemUpdate({
        before,
        after: reverted(before, image),
        reads: [],
        key,
        stamps: {},
        label,
      });
      if (!update) return true;
      const { changes: _changes, ...rest } = update;
      await session.run({ command: "UpdateItem", input: { ...keyed, ...rest } });
    }
    return true;
  } catch (thrown) {
    if (isConditionFailed(thrown)) return false;
    throw thrown;
  }
}

function reverted(now: AttributeMap, image: Extract<Image, { readonly kind: "changed" }>): AttributeMap {
  let item = now;
  for (const { path, from } of [...image.changes, ...image.stamps]) item = withValue(item, path, from);
  return item;
}
