// Watches which parts of an item a function looks at: what it looked at must still be true when the write lands.
import { Decimal } from "../core/decimal.ts";
import type { Item } from "../core/module-dynamo.ts";
import { type Path, pathKey } from "./path.ts";

/** `value`: the function saw the value at `path`, or its absence. `shape`: only that a map or list is there. */
export interface Read {
  readonly path: Path;
  readonly saw: "value" | "shape";
}

export interface WatchedItem {
  /** Looks and behaves like the item; changes made in place are kept. */
  readonly item: Item;
  /** Ends watching; answers the function's result as plain values, and all that it read. */
  settle(result: object): { readonly result: Item; readonly reads: readonly Read[] };
}

/**
 * Watches a private copy of an item. Reading is recorded at the deepest point reached: looking through a map
 * at one entry is a read of that entry only, while listing a map's names or using an array reads all of it.
 * Listing the item's own attributes cannot be turned into a condition and is not recorded: what others add at
 * the top level is kept by the write anyway.
 */
export function watchReads(copy: Item): WatchedItem {
  const reads = new Map<string, Read>();
  const origins = new Map<object, { readonly target: object; readonly path: Path }>();
  const proxies = new Map<object, object>();
  let watching = true;

  const record = (path: Path, saw: Read["saw"]): void => {
    if (!watching || path.length === 0) return;
    const key = pathKey(path);
    if (reads.get(key)?.saw !== "value") reads.set(key, { path, saw });
  };
  const look = (value: unknown, path: Path): unknown => {
    record(path, isContainer(value) ? "shape" : "value");
    return isContainer(value) ? proxied(value, path) : value;
  };
  const proxied = (target: object, path: Path): object => {
    const known = proxies.get(target);
    if (known) return known;
    const proxy = new Proxy(target, Array.isArray(target) ? listTraps(path) : mapTraps(path));
    proxies.set(target, proxy);
    origins.set(proxy, { target, path });
    return proxy;
  };
  const mapTraps = (path: Path): ProxyHandler<object> => ({
    get(target, key, receiver) {
      // `toString` and its like come from the prototype and say nothing about the item.
      if (typeof key === "symbol" || (key in Object.prototype && !Object.hasOwn(target, key))) {
        return Reflect.get(target, key, receiver);
      }
      return look(Reflect.get(target, key), [...path, key]);
    },
    has(target, key) {
      if (typeof key === "string") look(Reflect.get(target, key), [...path, key]);
      return Reflect.has(target, key);
    },
    ownKeys(target) {
      record(path, "value");
      return Reflect.ownKeys(target);
    },
    // Without this trap a write would look at the old value through the proxy, and count as a read.
    set: (target, key, value) => Reflect.set(target, key, value),
    getOwnPropertyDescriptor(target, key) {
      const found = Reflect.getOwnPropertyDescriptor(target, key);
      if (typeof key === "symbol") return found;
      const value = look(found?.value, [...path, key]);
      return found && { ...found, value };
    },
  });
  const listTraps = (path: Path): ProxyHandler<object> => ({
    get(target, key, receiver) {
      record(path, "value");
      return Reflect.get(target, key, receiver);
    },
    has(target, key) {
      record(path, "value");
      return Reflect.has(target, key);
    },
    ownKeys(target) {
      record(path, "value");
      return Reflect.ownKeys(target);
    },
  });
  // A part of the item that turns up elsewhere in the result was read as a whole, whoever copied it.
  const unwrap = (value: unknown, path: Path): unknown => {
    const origin = typeof value === "object" && value !== null ? origins.get(value) : undefined;
    if (origin && pathKey(origin.path) !== pathKey(path)) record(origin.path, "value");
    const raw = origin ? origin.target : value;
    if (!isContainer(raw)) return raw;
    if (Array.isArray(raw)) return raw.map((member, index) => unwrap(member, [...path, String(index)]));
    return Object.fromEntries(
      Object.entries(raw).map(([name, member]) => [name, unwrap(member, [...path, name])]),
    );
  };

  return {
    item: proxied(copy, []) as Item,
    settle(result) {
      const plain = unwrap(result, []) as Item;
      watching = false;
      return { result: plain, reads: [...reads.values()] };
    },
  };
}

function isContainer(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return true;
  if (value instanceof Set || value instanceof Uint8Array || value instanceof Decimal) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
