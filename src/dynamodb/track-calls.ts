// Notes every call that a migration starts on its context, so that none outlives it.
import type { ConfigItem, KeyValue, TransformCounts } from "../core/module-dynamo.ts";
import type { FullContext } from "./full-context.ts";
import type { TableWork } from "./table/public.ts";

/** Works like `context`, and adds the promise of each call to `started`. */
export function trackCalls(context: FullContext, started: Promise<unknown>[]): FullContext {
  const note = <T>(call: () => Promise<T>): Promise<T> => {
    const running = start(call);
    started.push(running);
    // Its failure is met in turn; until then it must not count as unhandled.
    running.catch(() => undefined);
    return running;
  };
  const tracked = (table: TableWork): TableWork => ({
    of: (other) => tracked(table.of(other)),
    create: (wish) => note(() => table.create(wish)),
    delete: () => note(() => table.delete()),
    become: (wish, options) => note(() => table.become(wish, options)),
    set: (settings) => note(() => table.set(settings)),
    addIndex: (name, index, options) => note(() => table.addIndex(name, index, options)),
    dropIndex: (name) => note(() => table.dropIndex(name)),
    copy: (rekey) => note(() => table.copy(rekey)),
    compare: (rekey) => note(() => table.compare(rekey)),
    uncopy: (rekey) => note(() => table.uncopy(rekey)),
    cutOver: (rekey, how) => note(() => table.cutOver(rekey, how)),
    cutBack: (rekey, how) => note(() => table.cutBack(rekey, how)),
  });
  return {
    table: tracked(context.table),
    signal: context.signal,
    log: context.log,
    skip: context.skip,
    remove: context.remove,
    transform: (...request: readonly unknown[]) =>
      // Both of its forms are passed on as they are.
      note(() => (context.transform as (...all: readonly unknown[]) => Promise<TransformCounts>)(...request)),
    config<T extends object>(pk: KeyValue, sk?: KeyValue): ConfigItem<T> {
      const item = context.config<T>(pk, sk);
      return { update: (change) => note(() => item.update(change)) };
    },
    get: (pk, sk) => note(() => context.get(pk, sk)),
    query: (pk, options) => note(() => context.query(pk, options)),
    put: (item) => note(() => context.put(item)),
    update: (key, change) => note(() => context.update(key, change)),
    delete: (pk, sk) => note(() => context.delete(pk, sk)),
    copy: (from, to, change) => note(() => context.copy(from, to, change)),
  };
}

/** A call that throws at once fails as a promise all the same. */
async function start<T>(call: () => Promise<T>): Promise<T> {
  return call();
}
