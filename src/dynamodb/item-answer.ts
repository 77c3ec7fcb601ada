// Looks at what a migration's function answered: an item it must be, with a key, and with the key that it had.
import { GodwitError } from "../core/errors.ts";
import { type AttributeMap, sameAttribute } from "./attribute.ts";
import { attributeAt } from "./change.ts";
import { refuseOwn, type Target } from "./target.ts";

/** The key out of an item; throws MODULE_INVALID where it has none, or Godwit's. */
export function keyOfItem(target: Target, item: AttributeMap): AttributeMap {
  const names = target.keys.filter((name) => name !== undefined);
  const key = Object.fromEntries(
    names.map((name) => {
      const value = attributeAt(item, [name]);
      if (value && ("S" in value || "N" in value || "B" in value)) return [name, value];
      throw new GodwitError(
        "MODULE_INVALID",
        `the item to put into ${target.table} has no text, number or bytes \`${name}\``,
        { hint: "give the item its key, then run `godwit up` again" },
      );
    }),
  );
  refuseOwn(key[target.keys[0]]);
  return key;
}

/** What a migration's function answered, when it is an item; throws MODULE_INVALID otherwise. */
export function asItem(result: unknown, label: string): object {
  const isPromise = result instanceof Promise;
  if (typeof result === "object" && result !== null && !Array.isArray(result) && !isPromise) return result;
  const got = isPromise ? "a promise" : result === undefined ? "nothing" : "something that is no item";
  throw new GodwitError("MODULE_INVALID", `the function for ${label} answered ${got}`, {
    hint: "answer the item from a function that is not async, then run `godwit up` again",
  });
}

export function refuseNewKey(key: AttributeMap, after: AttributeMap, label: string): void {
  for (const name of Object.keys(key)) {
    if (sameAttribute(key[name], attributeAt(after, [name]))) continue;
    throw new GodwitError("MODULE_INVALID", `the function for ${label} changes its key \`${name}\``, {
      hint: "a key cannot change: put a new item instead, then run `godwit up` again",
    });
  }
}
