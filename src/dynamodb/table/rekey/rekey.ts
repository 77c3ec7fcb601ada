// What a re-keying is: another table or other keys, and two pure functions that tie an item to its copies and back.
import { GodwitError } from "../../../core/errors.ts";
import type { Item, Key } from "../../../core/module-dynamo.ts";
import { type AttributeMap, sameMap } from "../../attribute.ts";
import { type DynamoSession, renderKey } from "../../call.ts";
import { asItem, keyOfItem } from "../../item-answer.ts";
import { findTarget, type Target, targetKey } from "../../target.ts";
import { keyText } from "../../transform/image.ts";
import { fromItem, toItem } from "../../value.ts";

export interface Rekey<From extends object = Item, To extends object = Item> {
  /** Name of the table that gets the copies; that of the items themselves for other keys in the same table. */
  readonly to: string;
  /** Into how many segments the tables are cut; by their size unless given. */
  readonly segments?: number;
  /** The copies of an item: one, several, or none (null). Pure. */
  change(item: From): object | readonly object[] | null;
  /** The key of the item that a copy was made from; null for an item of `to` that is no copy. Pure. */
  origin(copy: To): Key | null;
  /** The item that a copy was made from: needed only to cut back after others wrote to the new place. Pure. */
  back?(copy: To): object;
}

/** A re-keying between two tables as they are. */
export interface Tied {
  readonly rekey: Rekey;
  readonly from: Target;
  readonly to: Target;
}

/** The tables as they are. Throws NO_DATABASE where one is not there. */
export async function tiedTables(session: DynamoSession, from: string, rekey: Rekey): Promise<Tied> {
  return { rekey, from: await findTarget(session, from), to: await findTarget(session, rekey.to) };
}

export interface Copy {
  readonly key: AttributeMap;
  readonly item: AttributeMap;
}

/** A transaction has a hundred actions, one of which looks at the item itself. */
const MOST_COPIES = 99;

/** Throws MODULE_INVALID where the two functions do not fit each other. */
export function copiesOf({ rekey, from, to }: Tied, item: AttributeMap): readonly Copy[] {
  const key = keyOfItem(from, item);
  const label = renderKey(key);
  const answer = rekey.change(toItem(item));
  const list = answer === null ? [] : Array.isArray(answer) ? answer : [answer];
  if (list.length > MOST_COPIES) throw wrong(label, `has ${list.length} copies`, `at most ${MOST_COPIES}`);
  const copies = list.map((one: unknown): Copy => {
    const copy = fromItem(asItem(one, label));
    return { key: keyOfItem(to, copy), item: copy };
  });
  const keys = new Set(copies.map((copy) => keyText(copy.key)));
  if (keys.size < copies.length) throw wrong(label, "has two copies with the same key", "a key for each");
  if (from.table === to.table && keys.has(keyText(key))) {
    throw wrong(label, "is its own copy", "null for items that have their new key already");
  }
  for (const { item: copy } of copies) {
    const origin = originOf({ rekey, from, to }, copy);
    if (origin && sameMap(origin, key)) continue;
    throw wrong(label, "is not what `origin` says of its copy", "functions that fit each other");
  }
  return copies;
}

/** Null for what is no copy. */
export function originOf({ rekey, from }: Tied, copy: AttributeMap): AttributeMap | null {
  const origin = rekey.origin(toItem(copy));
  return origin === null ? null : targetKey(from, ...origin);
}

/** The way back, from the copies to what they were made from. */
export function reversed({ rekey, from, to }: Tied): Tied | null {
  const { back } = rekey;
  if (!back) return null;
  const isCopy = (copy: Item): boolean => rekey.origin(copy) !== null;
  return {
    from: to,
    to: from,
    rekey: {
      ...rekey,
      to: from.table,
      change: (copy) => (isCopy(copy) ? back.call(rekey, copy) : null),
      origin(item) {
        const [first] = copiesOf({ rekey, from, to }, fromItem(item));
        if (!first) return null;
        const [pk, sk] = to.keys;
        const key = toItem(first.key);
        return (sk === undefined ? [key[pk]] : [key[pk], key[sk]]) as unknown as Key;
      },
    },
  };
}

function wrong(label: string, what: string, instead: string): GodwitError {
  return new GodwitError("MODULE_INVALID", `a re-keying is wrong: ${label} ${what}`, {
    hint: `answer ${instead} from its functions, then run \`godwit up\` again`,
  });
}
